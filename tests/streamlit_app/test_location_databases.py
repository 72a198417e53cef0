from collections.abc import Callable
from pathlib import Path

import pytest

from tests.streamlit_app.conftest import Open
from warehouse.settings import Settings

LOCATED = "By **GeoLite2-City** of 3 Feb 2026: **1,100** of 1,200 addresses are located."
WAITING = "**7** addresses were looked up in no database yet: `meterhouse locate`."


def said(open_page: Open) -> str:
    return " ".join(element.value for element in open_page("data_health").markdown)


@pytest.mark.usefixtures("world")
def test_without_a_database_the_page_says_so_and_what_an_earlier_one_located(open_page: Open) -> None:
    text = said(open_page)

    assert "No database of places is set" in text
    assert LOCATED in text
    assert WAITING not in text


def test_with_a_database_the_page_names_the_addresses_that_wait(
    world: Settings, use: Callable[[Settings], None], open_page: Open, tmp_path: Path
) -> None:
    use(world.model_copy(update={"geoip_database": tmp_path / "city.mmdb"}))
    text = said(open_page)

    assert "No database of places is set" not in text
    assert LOCATED in text
    assert WAITING in text

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from streamlit_app import cached
from tests.streamlit_app.conftest import Open
from warehouse.access import Scope
from warehouse.instants import read_instant
from warehouse.reports import RightsFilter
from warehouse.settings import Settings

AT = "2026-03-15"


def rows(app: AppTest) -> list[dict[str, Any]]:
    return pl.from_pandas(app.dataframe[0].value).to_dicts()


def shown(app: AppTest, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(app)]


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.caption, *app.info, *app.warning, *app.error))


FIGURES = ("subscription_id", "feature_name", "quantity_current", "quantity_included", "quantity_over", "is_over")


@pytest.mark.usefixtures("world")
def test_what_a_client_uses_of_what_is_included_is_shown_and_over_use_is_marked(open_page: Open) -> None:
    app = open_page("rights", at=AT)

    assert app.selectbox(key="rights_of").value == "acme"
    assert shown(app, *FIGURES) == [
        ("s1", "Mails", "250.5", "1,000", "0", None),
        ("s1", "Seats", "6", "5", "1", "over"),
        ("s1", "Single sign-on", None, None, None, "over"),
        ("s2", "Seats", "0", "2", "0", None),
    ]
    assert [metric.value for metric in app.metric] == ["3", "2"]
    assert "At 2026-03-15 00:00 UTC" in texts(app)


@pytest.mark.usefixtures("world")
def test_subscriptions_are_combined_and_hidden_features_shown_by_the_address(open_page: Open) -> None:
    app = open_page("rights", at=AT, view="Combined", hidden="true")
    assert shown(app, "subscriptions", *FIGURES[1:]) == [
        (1, "Mails", "250.5", "1,000", "0", None),
        (1, "Probes", None, "unlimited", None, None),
        (2, "Seats", "6", "7", "0", None),
        (1, "Single sign-on", None, None, None, "over"),
    ]


@pytest.mark.usefixtures("world")
def test_an_instant_and_a_client_are_of_the_address(open_page: Open) -> None:
    app = open_page("rights", at="2026-03-09T23:59", rights_of="globex")
    assert shown(app, "feature_name", "is_included", "is_enabled", "is_over") == [("Single sign-on", True, True, None)]
    later = open_page("rights", at="2026-03-20", rights_of="acme")
    assert {row["subscription_id"] for row in rows(later)} == {"s1"}


@pytest.mark.usefixtures("world")
def test_what_makes_no_sense_is_said_in_one_sentence(open_page: Open) -> None:
    assert "is no instant; write it like" in texts(open_page("rights", at="yesterday")).replace("\\", "")
    assert "The client has no right at 2025-12-31" in texts(open_page("rights", at="2025-12-31"))
    assert "The client has no right at 2026-03-15" in texts(open_page("rights", at=AT, rights_of="nobody"))


def test_a_house_without_features_says_how_to_get_some(
    settings: Settings, use: Callable[[Settings], None], open_page: Open
) -> None:
    use(settings)
    app = open_page("rights")
    assert "no feature is included in a plan yet" in texts(app)
    assert "meterhouse reference features" in app.code[0].value


@pytest.mark.usefixtures("world")
def test_the_download_is_the_report() -> None:
    asked = RightsFilter(read_instant(AT), ("acme",))
    lines = cached.rights_csv(Scope.operator(), asked).decode().splitlines()
    assert lines[0].startswith("client_id,subscription_id,plan_id,feature_id")
    assert lines[2].startswith("acme,s1,basic,seats,Seats,Limitation,true,,,5")

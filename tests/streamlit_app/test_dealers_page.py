from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.streamlit_app.conftest import Open

pytestmark = pytest.mark.usefixtures("world")


def rows(app: AppTest, place: int = 0) -> list[dict[str, Any]]:
    return pl.from_pandas(app.dataframe[place].value).to_dicts()


def names(app: AppTest) -> list[str]:
    return [row["name"] for row in rows(app)]


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.caption, *app.subheader, *app.info))


def test_every_dealer_is_listed_also_without_usage(open_page: Open) -> None:
    app = open_page("dealers")

    assert rows(app)[0] == {
        "dealer_id": "d00", "name": "Dealer 0", "code": "C-0", "requests": 2, "records_new": 3, "records_changed": 3,
        "records_total": 6,
    }  # fmt: skip
    assert [row["records_total"] for row in rows(app)[1:]] == [0] * 49


def test_pages_follow_one_another_and_stand_in_the_address(open_page: Open) -> None:
    app = open_page("dealers", order="Name")
    assert "1 to 50 and more" in texts(app)
    assert names(app)[:3] == ["Dealer 0", "Dealer 1", "Dealer 10"]
    next_ = next(button for button in app.button if button.label == "Next")
    next_.click().run()
    assert "51 to 60" in texts(app)
    assert names(app)[-1] == "Dealer 9"
    assert app.query_params["page"] == "2"
    assert names(open_page("dealers", order="Name", page="2")) == names(app)


@pytest.mark.parametrize(("page", "named"), [("9", "9"), ("9" * 5000, "1,000,000")])
def test_behind_the_last_page_a_way_leads_back(open_page: Open, page: str, named: str) -> None:
    app = open_page("dealers", page=page)
    assert f"There is no page {named} of these dealers." in texts(app)
    next(button for button in app.button if button.label == "First page").click().run()
    assert "1 to 50 and more" in texts(app)
    assert "page" not in app.query_params


def test_a_search_begins_with_the_first_page(open_page: Open) -> None:
    app = open_page("dealers", page="2")
    app.text_input(key="search").set_value("c-5").run()

    assert sorted(names(app)) == sorted(["Dealer 5", *(f"Dealer {number}" for number in range(50, 60))])
    assert "page" not in app.query_params
    app.text_input(key="search").set_value("nobody").run()
    assert "No dealer matches in 8 – 14 Mar 2026" in texts(app)


def test_a_dealers_days_are_shown_by_its_address(open_page: Open) -> None:
    app = open_page("dealers", days_of="d00")

    assert "Dealer 0, day by day" in texts(app)
    assert [(str(row["usage_date"])[:10], row["records_new"], row["records_changed"]) for row in rows(app, 1)] == [
        ("2026-03-09", 3, 1),
        ("2026-03-12", 0, 2),
    ]
    next(button for button in app.button if button.label == "Close").click().run()
    assert "day by day" not in texts(app)


def test_a_dealer_without_usage_has_no_days(open_page: Open) -> None:
    assert "Nothing was fetched of this dealer in 8 – 14 Mar 2026" in texts(open_page("dealers", days_of="d07"))


def test_an_address_that_makes_no_sense_shows_the_first_page(open_page: Open) -> None:
    app = open_page("dealers", page="-3", days_of="d00\u0000")
    assert rows(app)[0]["dealer_id"] == "d00"

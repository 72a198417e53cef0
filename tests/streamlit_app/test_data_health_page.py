from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.streamlit_app.conftest import Open

pytestmark = pytest.mark.usefixtures("world")


def table(app: AppTest, column: str) -> list[dict[str, Any]]:
    """The one table that has this column."""
    frames = [pl.from_pandas(element.value) for element in app.dataframe]
    return next(frame for frame in frames if column in frame.columns).to_dicts()


def test_the_clock_is_that_of_the_usage_not_of_the_loading(open_page: Open) -> None:
    figures = {metric.label: metric for metric in open_page("data_health").metric}

    assert figures["Latest usage (UTC)"].value == "14 Mar, 12:00"
    assert figures["Latest usage (UTC)"].delta.endswith("ago")
    assert figures["Last day built"].value == "14 Mar 2026"
    assert figures["Days waiting"].value == "0"
    assert figures["Loads held"].value == "1"
    assert figures["Lines in quarantine"].value == "3"


def test_every_line_of_the_loads_is_accounted_for(open_page: Open) -> None:
    app = open_page("data_health")
    shown = " ".join(element.value for element in app.markdown)

    assert "5 loads: **23** lines = 18 stored + 4 quarantined + 1 ignored :green[✓]" in shown
    assert "14 counted" in shown
    assert [row["adds_up"] for row in table(app, "adds_up")] == ["✓"] * 5


def test_what_came_in_is_told_to_the_last_line(open_page: Open) -> None:
    app = open_page("data_health")
    shown = " ".join(element.value for element in app.markdown)

    places = "12 counted + 1 repeated + 2 held + 3 withdrawn + 3 in quarantine + 1 released + 1 ignored"
    assert f"**23** lines came in = {places} :green[✓]" in shown
    assert [(row["source"], row["lines"], row["counted"]) for row in table(app, "unbuilt")] == [
        ("gateway_json", 10, 3),
        ("nginx_combined", 13, 9),
    ]


def test_of_a_source_without_quarantine_only_that_is_said(open_page: Open) -> None:
    app = open_page("data_health", source="gateway_csv")
    assert "Nothing of these sources is in quarantine." in [element.value for element in app.success]


def test_a_held_load_comes_with_its_reason_and_the_command_that_settles_it(open_page: Open) -> None:
    app = open_page("data_health")

    assert "Held loads do not count" in app.warning[0].value
    assert app.dataframe[0].value["state_reason"].to_list() == ["quarantined share 0.5 > 0.05"]
    assert "meterhouse accept 2 --why" in app.code[0].value


def test_who_is_named_and_not_described_is_listed_with_how_to_mend_it(open_page: Open) -> None:
    app = open_page("data_health")

    assert [(row["kind"], row["id"], row["requests"]) for row in table(app, "first_date")] == [
        ("dealers", "d9", 7),
        ("projects", "lost", 1),
    ]
    assert any("meterhouse reference dealers FILE" in caption.value for caption in app.caption)


def test_loads_are_kept_by_state_and_source(open_page: Open) -> None:
    app = open_page("data_health")
    app.button_group(key="state").set_value("voided").run()
    assert [row["load_id"] for row in table(app, "adds_up")] == [3]

    app.button_group(key="state").set_value("all")
    app.multiselect(key="source").set_value(["nginx_combined"]).run()
    assert [row["load_id"] for row in table(app, "adds_up")] == [5, 1]
    assert [row["reason"] for row in table(app, "first_line_no")] == ["impossible_date"]


def test_a_load_says_in_plain_words_what_corrects_it_and_what_it_corrects(open_page: Open) -> None:
    found = {row["load_id"]: row for row in table(open_page("data_health"), "adds_up")}

    assert {load: row["correction"] for load, row in found.items()} == {
        1: "",
        2: "",
        3: "replaced by 4",
        4: "replaces 3",
        5: "lines of 1 released",
    }
    assert [found[load]["released"] for load in (1, 2)] == [1, 0]
    assert found[3]["state_reason"] == "replaced by load 4: wrong zone"


def test_quarantine_tells_the_reason_and_where_to_look(open_page: Open) -> None:
    app = open_page("data_health")
    found = {row["reason"]: row for row in table(app, "first_line_no")}

    assert (found["impossible_date"]["waiting"], found["impossible_date"]["released"]) == (1, 1)
    assert found["impossible_date"]["file_name"] == "2026-03-13/web1.log"
    assert found["unparseable"]["detail"] == "not JSON: expected a value"
    assert "meterhouse quarantine --reason" in app.code[-1].value

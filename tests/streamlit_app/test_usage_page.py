from datetime import date
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.streamlit_app.conftest import Open
from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import UsageFilter
from warehouse.settings import Settings

pytestmark = pytest.mark.usefixtures("world")
OPERATOR = Scope.operator()
LAST_WEEK = (date(2026, 3, 8), date(2026, 3, 14))


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def changes(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.delta for metric in app.metric}


def rows(app: AppTest) -> list[dict[str, Any]]:
    return pl.from_pandas(app.dataframe[0].value).to_dicts()


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.markdown, *app.caption, *app.subheader))


def test_the_headline_shows_the_last_seven_days_up_to_the_latest_with_usage(open_page: Open) -> None:
    app = open_page()

    assert "8 – 14 Mar 2026** in UTC · compared with 1 – 7 Mar 2026" in texts(app)
    assert "presets count back from 14 Mar 2026" in texts(app)
    assert figures(app) == {
        "Requests": "10",
        "Success rate": "80.00%",
        "Data out": "4.0 KiB",
        "Latency p95": "402 ms",  # The ninth of nine, 400 ms, told within 2.5 %.
        "Unique users": "3",
    }


def test_every_figure_of_the_headline_is_that_of_the_report(world: Settings, open_page: Open) -> None:
    measures = ("requests", "success_rate", "response_bytes", "latency_p95_ms", "unique_users")
    report = reports.run(OPERATOR, UsageFilter(*LAST_WEEK, measures=measures), world)
    told = dict(zip([c.name for c in report.columns], report.frame.row(0), strict=True))

    shown = figures(open_page())

    assert shown["Requests"] == f"{told['requests']:,}"
    assert shown["Success rate"] == f"{told['success_rate']:.2%}"
    assert shown["Data out"] == f"{told['response_bytes'] / 1024:.1f} KiB"
    assert shown["Latency p95"] == f"{told['latency_p95_ms']:.0f} ms"
    assert shown["Unique users"] == str(told["unique_users"])


def test_each_figure_stands_beside_its_change_since_the_previous_period(open_page: Open) -> None:
    shown = changes(open_page())

    assert shown["Requests"] == "+150.0 %"
    assert shown["Success rate"] == "-20.0 points"
    assert shown["Unique users"] == "no change"


def test_a_period_of_which_the_one_before_is_not_wholly_known_is_not_compared(open_page: Open) -> None:
    app = open_page(period="Last 30 days")

    assert figures(app)["Requests"] == "14"
    assert set(changes(app).values()) == {""}
    assert "not compared with" in texts(app)
    assert "requests_change" not in rows(app)[0]


def test_a_filter_in_the_address_filters_every_number(open_page: Open) -> None:
    app = open_page(client="acme", outcome=["Success", "Server error"], by="Endpoint")

    assert figures(app)["Requests"] == "7"
    assert figures(app)["Unique users"] == "1"
    assert sum(row["requests"] for row in rows(app)) == 7
    assert app.multiselect(key="client").value == ["acme"]


def test_the_words_of_the_reports_do_as_well_in_an_address(open_page: Open) -> None:
    assert figures(open_page(outcome="client_error"))["Requests"] == "1"


def test_local_days_are_those_of_each_clients_own_time_zone(open_page: Open) -> None:
    # globex's request of 7 March 23:30 UTC was made on 8 March, where globex is.
    app = open_page(zone="Local")

    assert figures(app)["Requests"] == "11"
    assert "each client's own time zone" in texts(app)


def test_a_range_of_ones_own_is_kept_in_the_address(open_page: Open) -> None:
    app = open_page(period="Custom", days=["2026-03-13", "2026-03-13"])

    assert "**13 Mar 2026**" in texts(app)
    assert figures(app)["Requests"] == "2"


def test_a_range_of_ones_own_begins_with_the_days_that_were_shown(open_page: Open) -> None:
    app = open_page()
    app.button_group(key="period").set_value("custom").run()

    assert app.date_input(key="days").value == LAST_WEEK
    assert figures(app)["Requests"] == "10"


def test_the_breakdown_has_a_row_for_each_value_and_adds_up(open_page: Open) -> None:
    table = rows(open_page(by="Client"))

    assert [(row["client"], row["requests"], row["unique_users"]) for row in table] == [
        ("acme", 8, 2),
        ("globex", 2, 1),
    ]
    assert [row["success_rate"] for row in table] == [75.0, 100.0]
    assert [round(row["requests_change"]) for row in table] == [167, 100]
    assert sum(row["requests_share"] for row in table) == 1


def test_outcomes_have_readable_names(open_page: Open) -> None:
    assert [row["outcome"] for row in rows(open_page())] == ["Success", "Client error", "Server error"]


def test_what_single_events_alone_could_tell_is_left_out_of_long_periods(open_page: Open) -> None:
    app = open_page(user="alice", period="Custom", days=["2026-01-01", "2026-03-14"], by="Endpoint")

    assert figures(app)["Requests"] == "9"
    assert figures(app)["Latency p95"] == "–"
    assert "latency_p95_ms" not in rows(app)[0]
    assert not app.error


def test_a_chart_that_cannot_be_told_says_why_and_leaves_the_rest_standing(open_page: Open) -> None:
    app = open_page(period="Custom", days=["2026-01-01", "2026-03-14"], by="User", grain="Hour")

    assert "for at most 31 days" in app.warning[0].value
    assert [row["user"] for row in rows(app)] == ["alice", "bob", "carol", "none"]


def test_filters_that_match_nothing_say_where_usage_is_and_offer_a_way_back(open_page: Open) -> None:
    app = open_page(client="nobody")

    assert figures(app)["Requests"] == "0"
    assert "There is usage from 1 Mar 2026 to 14 Mar 2026" in app.info[0].value
    app.button(key="clear_in_empty_page").click().run()
    assert figures(app)["Requests"] == "10"


def test_a_value_that_cannot_be_is_answered_with_one_sentence(open_page: Open) -> None:
    app = open_page(status_code="[teapot](http://x)")

    assert len(app.warning) == 1
    assert "small whole number" in app.warning[0].value
    assert "[teapot](" not in app.warning[0].value
    assert not app.exception


def test_filters_behind_the_button_are_counted_on_it(open_page: Open) -> None:
    app = open_page(operation="read", dealer="none")

    assert figures(app)["Requests"] == "8"
    assert [block.proto.popover.label for block in app.get("popover")] == ["More (2)"]

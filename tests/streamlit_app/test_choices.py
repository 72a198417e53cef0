from datetime import date

import pytest

from streamlit_app import cached
from streamlit_app.choices import choices
from warehouse.access import Scope
from warehouse.reports import Period, UsageFilter

pytestmark = pytest.mark.usefixtures("world")
OPERATOR = Scope.operator()
LAST_WEEK = Period(date(2026, 3, 8), date(2026, 3, 14))


def nothing(name: str) -> tuple[str, ...]:  # noqa: ARG001 - no filter is set
    return ()


def test_the_most_used_values_come_first() -> None:
    assert choices(OPERATOR, LAST_WEEK, "client", nothing) == ["acme", "globex"]
    assert choices(OPERATOR, LAST_WEEK, "endpoint", nothing)[0] == "/v1/orders"


def test_endpoints_are_those_of_the_chosen_api() -> None:
    assert len(choices(OPERATOR, LAST_WEEK, "endpoint", lambda name: ("web",) if name == "api" else ())) == 8
    assert choices(OPERATOR, LAST_WEEK, "endpoint", lambda name: ("tiles",) if name == "api" else ()) == []


def test_statuses_are_written_as_the_filter_takes_them() -> None:
    assert choices(OPERATOR, LAST_WEEK, "status_code", nothing) == ["200", "201", "404", "500"]


def test_persons_are_not_listed() -> None:
    assert choices(OPERATOR, LAST_WEEK, "user", nothing) == []


def test_what_one_may_see_is_not_remembered_for_another() -> None:
    asked = UsageFilter(LAST_WEEK.from_date, LAST_WEEK.until_date)
    everything = cached.run(OPERATOR, asked).frame["requests"][0]
    own = cached.run(Scope.client("globex"), asked).frame["requests"][0]

    assert (everything, own) == (10, 2)

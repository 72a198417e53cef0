from datetime import date
from typing import Any

import pytest

from warehouse.errors import ReportError
from warehouse.reports import DIMENSIONS, UsageFilter

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"by": ("usage_dat",)},
            "There is no dimension 'usage_dat'. Did you mean usage_date\\? Allowed: usage_date, hour",
        ),
        ({"by": ("Client",)}, "Did you mean client"),
        ({"by": ("client; drop table x",)}, "There is no dimension"),
        ({"where": {"user_key": ("x",)}}, "There is no dimension 'user_key'. Did you mean user"),
        ({"measures": ("request",)}, "There is no measure 'request'. Did you mean requests"),
        ({"measures": ()}, "at least one measure"),
        ({"measures": ("requests", "requests")}, "'requests' is given twice"),
        ({"by": ("client", "client")}, "'client' is given twice"),
        ({"order_by": ("-response_bytes",), "measures": ("requests",)}, "no column to order by 'response_bytes'"),
        ({"time_basis": "mars"}, "There is no time basis 'mars'"),
        ({"until_date": date(2026, 3, 1)}, "before it begins"),
        ({"limit": 0}, "at least 1"),
        ({"offset": -1}, "at least 0"),
        ({"where": {"client": ()}}, "filter on client needs a tuple of at least one value"),
        ({"where": {"client": "acme"}}, "filter on client needs a tuple"),
        ({"where": {"client": ("a\x00b",)}}, "no value of client, which is plain text"),
        ({"where": {"client": ("\ud800",)}}, "no value of client, which is plain text"),
        ({"where": {"status_code": ("4xx",)}}, "'4xx' is no value of status_code, which is a small whole number"),
        ({"where": {"status_code": ("99999999999",)}}, "no value of status_code"),
        ({"where": {"week": ("monday",)}}, "'monday' is no value of week, which is a date"),
        ({"where": {"hour": ("noon",)}}, "'noon' is no value of hour, which is an hour"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ReportError, match=message):
        UsageFilter(**({"from_date": DAY, "until_date": DAY} | asked))


def test_every_dimension_and_measure_says_what_it_is() -> None:
    from warehouse.reports import MEASURES

    assert all(d.description.endswith(".") for d in DIMENSIONS.values())
    assert all(m.description.endswith(".") for m in MEASURES.values())


def test_the_ordering_names_time_first_and_then_the_most_used() -> None:
    asked = UsageFilter(DAY, DAY, ("client", "usage_date"))
    assert asked.ordering == (("usage_date", False), ("requests", True), ("client", False))
    asked = UsageFilter(DAY, DAY, ("client", "usage_date"), order_by=("-client",))
    assert asked.ordering == (("client", True), ("usage_date", False))

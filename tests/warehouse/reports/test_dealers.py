"""Dealers: new, changed and total records, zeros for those of whom nothing was fetched, search, order and pages."""

from datetime import date

import pytest

from warehouse.access import Scope
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports import DealerFilter, Period, dealers
from warehouse.settings import Settings

OPERATOR = Scope.operator()
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
# Of the events in conftest.py, without the API that is not listed: d1 on the 2nd and the 3rd, d2 on the 2nd.
DEALERS = """
    truncate marts.dim_dealers;
    insert into marts.dim_dealers values
        ('d1', 'Old Nord', 'N-0', false, false), ('d1', 'Nord', 'N-1', true, false),
        ('d3', 'Süd', 'S%1', true, false), ('d4', 'Gone', null, true, true), ('none', 'none', null, true, false);
"""


@pytest.fixture
def described(marts: Settings) -> Settings:
    with connect("owner", marts, autocommit=True) as connection:
        connection.execute(DEALERS.encode())
    return marts


def rows(settings: Settings, scope: Scope = OPERATOR, **asked: object) -> list[tuple[object, ...]]:
    return dealers(scope, DealerFilter(MARCH, **asked), settings).frame.rows()  # type: ignore[arg-type]


def test_every_dealer_is_listed_also_without_usage_and_without_a_description(described: Settings) -> None:
    assert rows(described) == [
        ("d1", "Nord", "N-1", 2, 3, 3, 6),
        ("d2", "d2", None, 1, 5, 0, 5),
        ("d3", "Süd", "S%1", 0, 0, 0, 0),
    ]
    assert all(new + changed == total for *_, new, changed, total in rows(described))


def test_by_day_has_the_days_with_usage(described: Settings) -> None:
    assert rows(described, by_day=True, order_by="usage_date") == [
        ("d1", "Nord", "N-1", date(2026, 3, 2), 1, 3, 1, 4),
        ("d2", "d2", None, date(2026, 3, 2), 1, 5, 0, 5),
        ("d1", "Nord", "N-1", date(2026, 3, 3), 1, 0, 2, 2),
    ]
    # d2's was at 23:30 UTC, and its client lives an hour ahead.
    local = rows(described, by_day=True, search="d2", time_basis="local")
    assert [row[3] for row in local] == [date(2026, 3, 3)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("NORD", ["d1"]),
        ("n-1", ["d1"]),
        ("d", ["d1", "d2", "d3"]),
        ("%", ["d3"]),
        ("_", []),
        ("Old", []),
        ("", ["d1", "d2", "d3"]),
    ],
)
def test_a_search_looks_into_name_code_and_id(described: Settings, search: str, found: list[str]) -> None:
    assert [row[0] for row in rows(described, search=search)] == found


@pytest.mark.parametrize("search", ["a\x00", "\udcff"])
def test_a_search_that_is_no_text_is_refused(search: str) -> None:
    with pytest.raises(ReportError, match="plain text, in UTF-8"):
        DealerFilter(MARCH, search=search)


def test_pages_follow_one_another(described: Settings) -> None:
    by_name = rows(described, order_by="-name")
    assert [row[0] for row in by_name] == ["d2", "d3", "d1"]
    assert rows(described, order_by="-name", limit=1, offset=1) == by_name[1:2]
    assert rows(described, order_by="-name", limit=2, offset=2) == by_name[2:]


def test_a_scope_sees_its_own(described: Settings) -> None:
    assert [row[0] for row in rows(described, Scope.dealer("d3"))] == ["d3"]
    assert [row[0] for row in rows(described, Scope.dealer("d2"))] == ["d2"]
    assert rows(described, Scope.client("globex")) == [("d2", "d2", None, 1, 5, 0, 5)]
    assert rows(described, Scope.client("nobody")) == []
    assert rows(described, Scope.provider("maps")) == [("d1", "Nord", "N-1", 1, 9, 9, 18)]


def test_what_cannot_be_asked_is_said(described: Settings) -> None:
    assert described
    with pytest.raises(ReportError, match=r"no column to order by 'size'.*Allowed: dealer_id, name, code, requests"):
        DealerFilter(MARCH, order_by="size")
    with pytest.raises(ReportError, match="at least 1"):
        DealerFilter(MARCH, limit=0)

"""Quantities are exact and an amount is rounded once, on the line, half a cent to the even one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.billing.books import LATER, OPERATOR, Books, at
from warehouse.errors import ReportError
from warehouse.reports import billing

JANUARY, FEBRUARY, MARCH = "2011-01-01", "2011-02-01", "2011-03-01"


@pytest.fixture
def paid(books: Books) -> Books:
    """A ledger whose resource `app` belongs to a1, for whom pm1 pays."""
    books.own("o", "a1", "2010-01-01")
    books.link("a1", "pm1")
    return books


def lines(books: Books, first: str = JANUARY, end: str = FEBRUARY, **asked: Any) -> list[dict[str, Any]]:
    books.build()
    return billing.invoice(OPERATOR, "pm1", books.asked(first, end, **asked), books.settings).frame.to_dicts()


def use(books: Books, name: str, seconds: str, rate: str = "web", **more: Any) -> None:
    """Opens an event at the beginning of January for so long."""
    books.open(name, JANUARY, rate=rate, **more)
    books.close(name, at(JANUARY) + timedelta(microseconds=int(Decimal(seconds) * 10**6)))


@pytest.mark.parametrize(
    ("seconds", "cents"),
    [
        ("1800", 0),  # Half a cent, to the even one, which is none.
        ("5400", 2),  # 1.5
        ("9000", 2),  # 2.5
        ("12600", 4),  # 3.5
        ("1800.000001", 1),
        ("1799.999999", 0),
        ("9000.000001", 3),
        ("8999.999999", 2),
        ("0.000001", 0),
        ("3600", 1),
    ],
)
def test_half_a_cent_goes_to_the_even_one_and_a_microsecond_more_does_not(
    paid: Books, seconds: str, cents: int
) -> None:
    paid.rate("one", 1)
    use(paid, "e", seconds, "one")
    (line,) = lines(paid)
    assert line["amount_cents"] == cents
    assert line["amount_exact_cents"] == (Decimal(seconds) / 3600).quantize(Decimal("1e-12"))


def test_a_line_is_rounded_once_and_not_each_of_its_events(paid: Books) -> None:
    paid.rate("one", 1)
    for number in range(9):
        use(paid, str(number), "600", "one")  # A sixth of a cent each; together exactly 1.5.
    (line,) = lines(paid)
    assert (line["quantity"], line["amount_exact_cents"], line["amount_cents"]) == (Decimal("1.5"), Decimal("1.5"), 2)


@pytest.mark.parametrize(
    ("first", "end", "months"),
    [
        (JANUARY, FEBRUARY, "1"),
        (FEBRUARY, MARCH, "1"),
        (JANUARY, MARCH, "2"),
        ("2012-02-01", "2012-03-01", "1"),
        ("2011-01-16 12:00", "2011-02-15", "1"),  # 15.5 of 31 days and 14 of 28.
        ("2011-01-31", "2011-02-02", "0.067972350230"),  # 1/31 + 1/28
        ("2011-04-10", "2011-04-11", "0.033333333333"),
        ("2012-02-10", "2012-02-11", "0.034482758621"),
    ],
)
def test_a_monthly_rate_goes_by_the_seconds_of_each_calendar_month(
    paid: Books, first: str, end: str, months: str
) -> None:
    paid.rate("db", 1000, "month")
    paid.open("e", "2010-06-01", rate="db")
    (line,) = lines(paid, first, end)
    assert line["quantity"] == Decimal(months)


@pytest.mark.parametrize(("first", "end", "hours"), [(JANUARY, FEBRUARY, 744), (FEBRUARY, MARCH, 672)])
def test_a_month_has_the_hours_of_its_days(paid: Books, first: str, end: str, hours: int) -> None:
    paid.open("e", "2010-06-01")
    (line,) = lines(paid, first, end)
    assert (line["quantity"], line["amount_cents"]) == (hours, hours * 5)


def test_clocks_that_change_change_nothing(paid: Books) -> None:
    paid.open("e", "2011-03-27T00:00:00+01:00")
    paid.close("e", "2011-03-28T00:00:00+02:00")
    (line,) = lines(paid, MARCH, "2011-04-01")
    assert line["quantity"] == 23


def test_time_counts_as_often_as_there_are_of_it(paid: Books) -> None:
    use(paid, "e", "3600", qty="2.5")
    use(paid, "f", "7200", qty=0)
    (line,) = lines(paid)
    assert (line["quantity"], line["amount_exact_cents"], line["amount_cents"]) == (Decimal("2.5"), Decimal("12.5"), 12)


def test_what_is_open_ends_with_the_span_or_now_whichever_comes_first(paid: Books) -> None:
    paid.open("e", "2011-01-31 12:00")
    now = datetime(2011, 1, 31, 18, tzinfo=UTC)
    assert [line["quantity"] for line in lines(paid)] == [12]
    assert [line["quantity"] for line in lines(paid, now=now)] == [6]
    assert lines(paid, now=at(JANUARY)) == []
    paid.close("e", "2011-01-31 20:00")
    assert [line["quantity"] for line in lines(paid, now=now)] == [8]


def test_time_that_touches_the_span_is_not_in_it(paid: Books) -> None:
    paid.open("before", "2010-12-01")
    paid.close("before", JANUARY)
    paid.open("behind", FEBRUARY)
    assert lines(paid) == []


def test_the_largest_amounts_are_exact_and_what_overflows_is_refused(paid: Books) -> None:
    paid.rate("most", 10**9)
    paid.open("e", "2011-01-01", rate="most", qty="999999999.999999999")
    (line,) = lines(paid, JANUARY, "2011-01-01 01:00")
    assert line["amount_exact_cents"] == 10**18 - 1
    assert line["amount_cents"] == 10**18 - 1
    with pytest.raises(ReportError, match="amount_cents of some rows overflows"):
        lines(paid)


def test_currencies_are_not_added_up(paid: Books) -> None:
    paid.rate("euro", 7, currency="EUR")
    use(paid, "e", "3600")
    use(paid, "f", "3600", "euro")
    paid.build()
    for report in (
        lambda **where: billing.invoice(OPERATOR, "pm1", paid.asked(JANUARY, FEBRUARY, **where), paid.settings),
        lambda **where: billing.revenue(OPERATOR, paid.asked(JANUARY, FEBRUARY, **where), settings=paid.settings),
    ):
        with pytest.raises(ReportError, match="amounts in EUR and USD; different currencies are not added up"):
            report()
        assert report(currency="EUR").frame["amount_cents"].to_list() == [7]


def test_free_hours_are_of_each_resource_at_each_hourly_rate(paid: Books) -> None:
    paid.rate("db", 3100, "month")
    use(paid, "1", "36000", resource="app")
    use(paid, "2", "36000", resource="app")
    use(paid, "3", "18000", resource="other")
    use(paid, "4", "86400", "db", resource="app")
    paid.build()
    asked = paid.asked(JANUARY, FEBRUARY)
    # 20 hours of app are 8 too many, 5 of the other none; the database's day is 100 cents.
    free = billing.revenue(OPERATOR, asked, free_hours=Decimal(12), settings=paid.settings).frame.to_dicts()
    assert free == [
        {
            "currency": "USD", "resources": 2, "hours": 25, "free_hours": 17, "months": Decimal("0.032258064516"),
            "amount_exact_cents": 140, "amount_cents": 140,
        }
    ]  # fmt: skip
    assert billing.revenue(OPERATOR, asked, settings=paid.settings).frame["amount_cents"].to_list() == [225]
    for wrong in ("-1", "NaN", "Infinity"):
        with pytest.raises(ReportError, match="Free hours are a number"):
            billing.revenue(OPERATOR, asked, free_hours=Decimal(wrong), settings=paid.settings)


def test_now_is_an_instant(paid: Books) -> None:
    assert LATER.tzinfo is not None
    with pytest.raises(ReportError, match="has a time zone"):
        paid.asked(JANUARY, FEBRUARY, now=datetime(2011, 1, 1))  # noqa: DTZ001 - this is what is wrong

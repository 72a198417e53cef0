"""Every rule of pairing, owning and paying: whose each second is, whatever comes first."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.billing.books import Books, at, uuid_of
from warehouse.errors import RecordRefused

PERIODS = (
    "select owner_id, billable_from, nullif(billable_until, 'infinity'), payer_id from marts.fct_billable_periods "
    "order by billable_from, event_id"
)
HOUR = "2011-01-01 {:02}:00"


def hour(number: int) -> datetime:
    return at(HOUR.format(number))


def owned(books: Books) -> list[tuple[object, ...]]:
    """Owner, first hour, last hour (none while it lasts)."""
    books.build()
    return [(owner, first.hour, end.hour if end is not None else None) for owner, first, end, _ in books.rows(PERIODS)]


def unpaired(books: Books) -> list[tuple[object, ...]]:
    return books.rows("select kind, record_id, ended_at, begun_at from marts.fct_unpaired_closes order by 1, 2")


def test_a_close_that_came_first_counts_when_its_open_is_there(books: Books) -> None:
    books.own("o", "a1", hour(0))
    books.close("e", hour(3))
    assert owned(books) == []
    assert unpaired(books) == [("billable_events", uuid_of("e"), hour(3), None)]

    books.open("e", hour(1))
    assert owned(books) == [("a1", 1, 3)]
    assert unpaired(books) == []


def test_an_open_that_is_replayed_after_the_close_stays_closed(books: Books) -> None:
    books.own("o", "a1", hour(0))
    books.open("e", hour(1))
    books.close("e", hour(3))
    assert books.open("e", hour(1)).outcome == "repeated"
    assert owned(books) == [("a1", 1, 3)]


def test_a_refused_close_leaves_the_event_open(books: Books) -> None:
    books.own("o", "a1", hour(0))
    books.open("e", hour(3))
    with pytest.raises(RecordRefused):
        books.close("e", hour(1))
    assert owned(books) == [("a1", 3, None)]


def test_what_stands_stands_and_what_contradicts_it_is_listed(books: Books) -> None:
    books.own("o", "a1", hour(0))
    books.open("e", hour(1))
    books.open("e", hour(2), qty=3)
    assert owned(books) == [("a1", 1, None)]
    conflicts = "select kind, record_id, state, reason, sent::jsonb ->> 'qty', stands::jsonb ->> 'qty' from {}"
    assert books.rows(conflicts.format("marts.fct_resource_conflicts")) == [
        ("billable_events", uuid_of("e"), "open", "sent_again", "3", "1")
    ]


def test_an_end_that_says_something_else_of_what_it_ends_is_listed_and_its_beginning_holds(books: Books) -> None:
    books.own("o", "a1", hour(0))
    books.open("e", hour(1), qty=2)
    books.close("e", hour(3), resource_id="other", qty=2)
    books.open("f", hour(1), qty=2)
    books.close("f", hour(3), resource_id="app", rate_code="web", qty=2)
    assert owned(books) == [("a1", 1, 3), ("a1", 1, 3)]
    listed = "select record_id, reason, sent::jsonb ->> 'resource_id', stands::jsonb ->> 'resource_id' from {}"
    assert books.rows(listed.format("marts.fct_resource_conflicts")) == [
        (uuid_of("e"), "other_than_its_beginning", "other", "app")
    ]


def test_a_later_owner_ends_an_earlier_one_at_that_instant(books: Books) -> None:
    books.open("e", hour(0))
    books.own("1", "a1", hour(1))
    books.own("2", "a2", hour(4))
    assert owned(books) == [("none", 0, 1), ("a1", 1, 4), ("a2", 4, None)]
    books.leave("1", hour(6))
    assert owned(books) == [("none", 0, 1), ("a1", 1, 4), ("a2", 4, None)]
    books.own("3", "a3", hour(2))
    assert owned(books) == [("none", 0, 1), ("a1", 1, 2), ("a3", 2, 4), ("a2", 4, None)]


def test_a_gap_between_owners_belongs_to_nobody(books: Books) -> None:
    books.open("e", hour(0))
    books.close("e", hour(9))
    books.own("1", "a1", hour(1))
    books.leave("1", hour(3))
    books.own("2", "a2", hour(5))
    books.leave("2", hour(7))
    assert owned(books) == [("none", 0, 1), ("a1", 1, 3), ("none", 3, 5), ("a2", 5, 7), ("none", 7, 9)]


def test_an_ownership_may_begin_before_the_event_and_end_after_it(books: Books) -> None:
    books.own("1", "a1", hour(0))
    books.leave("1", hour(9))
    books.open("e", hour(2))
    books.close("e", hour(4))
    assert owned(books) == [("a1", 2, 4)]


def test_an_owner_may_come_again(books: Books) -> None:
    books.open("e", hour(0))
    for name, owner, first, end in (("1", "a1", 0, 2), ("2", "a1", 3, 4), ("3", "a1", 4, 5)):
        books.own(name, owner, hour(first))
        books.leave(name, hour(end))
    assert owned(books) == [("a1", 0, 2), ("none", 2, 3), ("a1", 3, 4), ("a1", 4, 5), ("none", 5, None)]


def test_an_ownership_without_time_has_none_and_ends_the_one_before_it(books: Books) -> None:
    books.open("e", hour(0))
    books.own("1", "a1", hour(0))
    books.own("2", "a2", hour(3))
    books.leave("2", hour(3))
    assert owned(books) == [("a1", 0, 3), ("none", 3, None)]
    books.own("3", "a3", hour(3))
    assert owned(books) == [("a1", 0, 3), ("a3", 3, None)]


def test_of_two_owners_from_one_instant_on_the_one_of_the_higher_id_has_it(books: Books) -> None:
    books.open("e", hour(0))
    low, high = sorted(("1", "2"), key=uuid_of)
    books.own(high, "high", hour(1))
    books.own(low, "low", hour(1))
    assert owned(books) == [("none", 0, 1), ("high", 1, None)]


def test_events_without_time_are_paired_and_bill_nothing(books: Books) -> None:
    books.own("1", "a1", hour(0))
    books.open("e", hour(2))
    books.close("e", hour(2))
    assert owned(books) == []
    assert unpaired(books) == []
    assert books.rows("select standing, paired, still_open from marts.fct_resources_built where paired > 0") == [
        (2, 1, 0)
    ]


def test_events_side_by_side_each_have_their_own_time_and_one_owner(books: Books) -> None:
    books.own("1", "a1", hour(0))
    books.own("2", "a2", hour(3))
    books.open("e", hour(1))
    books.open("f", hour(2))
    books.close("f", hour(4))
    assert sorted(owned(books), key=str) == sorted([("a1", 1, 3), ("a2", 3, None), ("a1", 2, 3), ("a2", 3, 4)], key=str)


def test_another_providers_ids_are_other_ids(books: Books) -> None:
    other = books.of("q")
    other.rate(cents=7)
    for mine in (books, other):
        mine.open("e", hour(1 if mine is books else 2))
        mine.own("1", "a1" if mine is books else "b1", hour(0))
    books.close("e", hour(5))
    books.build()
    rows = books.rows("select provider_id, owner_id, rate_cents, is_open from marts.fct_billable_periods order by 1")
    assert rows == [("p", "a1", 5, False), ("q", "b1", 7, True)]


def test_the_payer_is_the_one_of_the_link_of_that_time(books: Books) -> None:
    books.open("e", hour(0))
    books.own("1", "a1", hour(0))
    books.link("a1", "pm1", "2011-01-01 02:00")
    books.link("a1", "pm2", "2011-01-01 05:00", client="bolt")
    books.build()
    rows = books.rows(
        "select client_id, payer_id, extract(hour from billable_from)::int from marts.fct_billable_periods order by 3"
    )
    assert rows == [("none", "none", 0), ("acme", "pm1", 2), ("bolt", "pm2", 5)]


def test_names_are_the_events_own_or_else_those_of_the_rate_code(books: Books) -> None:
    books.rate("db", product_group="addon", product_name="postgres")
    books.open("1", hour(0), rate="db")
    books.open("2", hour(0), rate="db", product_name="redis", description="cache", qty="2.5")
    books.open("3", hour(0))
    books.build()
    rows = books.rows(
        "select product_group, product_name, description, qty from marts.fct_billable_periods order by 1, 2"
    )
    assert rows == [
        ("addon", "postgres", "", Decimal(1)),
        ("addon", "redis", "cache", Decimal("2.5")),
        ("none", "none", "", Decimal(1)),
    ]


def test_instants_are_exact_to_the_microsecond(books: Books) -> None:
    first, end = datetime(2011, 1, 1, 0, 0, 0, 1, tzinfo=UTC), datetime(2011, 1, 1, 0, 0, 0, 2, tzinfo=UTC)
    books.own("1", "a1", "2011-01-01")
    books.open("e", first)
    books.close("e", end)
    books.build()
    assert [(row[1], row[2]) for row in books.rows(PERIODS)] == [(first, end)]

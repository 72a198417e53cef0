"""Whatever the order in which records arrive, and however often: the marts and the bills of a tick-by-tick model."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.billing.books import OPERATOR, Books, Library, uuid_of
from warehouse.database import connections_kept
from warehouse.reports import billing
from warehouse.reports.billing import BillingFilter, Span

DEEP = os.environ.get("METERHOUSE_TEST_DEPTH") == "deep"
# Ticks of half a day, over the end of January: no tick lies in two months.
BEGAN, TICK, TICKS = datetime(2011, 1, 29, tzinfo=UTC), timedelta(hours=12), 12
RATES = {"web": (5, "hour"), "db": (1001, "month")}
DAYS = {1: 31, 2: 28}
TABLES = (
    "intermediate.int_resource_intervals",
    "intermediate.int_resource_accounts",
    "marts.fct_billable_periods",
    "marts.fct_ownership_periods",
    "marts.fct_unpaired_closes",
    "marts.fct_resource_conflicts",
)


@dataclass(frozen=True)
class Event:
    name: str
    resource: str
    rate: str
    qty: int
    opened: int | None
    closed: int | None


@dataclass(frozen=True)
class Ownership:
    name: str
    owner: str
    resource: str
    begun: int | None
    ended: int | None

    @property
    def rank(self) -> tuple[Any, ...]:
        """The one that has the resource is the last of those that have begun."""
        return self.begun, self.begun != self.ended, uuid_of(self.name)


@dataclass(frozen=True)
class Link:
    owner: str
    payer: str
    tick: int | None


@dataclass(frozen=True)
class World:
    events: tuple[Event, ...]
    ownerships: tuple[Ownership, ...]
    links: tuple[Link, ...]

    def owner(self, resource: str, tick: int) -> str:
        begun = [
            one for one in self.ownerships if one.resource == resource and one.begun is not None and one.begun <= tick
        ]
        last = max(begun, key=lambda one: one.rank, default=None)
        return "none" if last is None or (last.ended is not None and last.ended <= tick) else last.owner

    def payer(self, owner: str, tick: int) -> str:
        known = [link for link in self.links if link.owner == owner and (link.tick is None or link.tick <= tick)]
        return max(known, key=lambda link: -1 if link.tick is None else link.tick).payer if known else "none"

    def ticks(self) -> Counter[tuple[str, int, str, str]]:
        """Which event counts in which tick, for whom."""
        return Counter(
            (uuid_of(event.name), tick, owner, self.payer(owner, tick))
            for event in self.events
            for tick in range(TICKS)
            if event.opened is not None and event.opened <= tick < (TICKS if event.closed is None else event.closed)
            for owner in [self.owner(event.resource, tick)]
        )

    def bill(self, payer: str, first: int, end: int, now: int) -> dict[tuple[str, str], int]:
        """Cents by resource and rate of a payer, half a cent to the even one."""
        exact: dict[tuple[str, str], Fraction] = {}
        events = {uuid_of(event.name): event for event in self.events}
        for name, tick, _, paid_by in self.ticks():
            event = events[name]
            if paid_by == payer and first <= tick < (end if event.closed is not None else min(end, now)):
                key = event.resource, event.rate
                exact[key] = exact.get(key, Fraction(0)) + event.qty * _worth(event.rate, tick)
        return {key: round(amount) for key, amount in exact.items()}


def _worth(rate: str, tick: int) -> Fraction:
    cents, period = RATES[rate]
    hours = Fraction(TICK // timedelta(hours=1))
    return cents * (hours if period == "hour" else hours / 24 / DAYS[instant(tick).month])


def instant(tick: int) -> datetime:
    return BEGAN + tick * TICK


def puts(world: World) -> list[tuple[str, tuple[Any, ...]]]:
    """Every record of the world, as what to call and with what."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    for event in world.events:
        if event.opened is not None:
            found.append(("open", (event.name, instant(event.opened), event.resource, event.rate, event.qty)))
        if event.closed is not None:
            found.append(("close", (event.name, instant(event.closed))))
    for one in world.ownerships:
        if one.begun is not None:
            found.append(("own", (one.name, one.owner, instant(one.begun), one.resource)))
        if one.ended is not None:
            found.append(("leave", (one.name, instant(one.ended))))
    found += [
        ("link", (link.owner, link.payer, None if link.tick is None else instant(link.tick))) for link in world.links
    ]
    return found


def send(books: Books, sent: list[tuple[str, tuple[Any, ...]]]) -> None:
    for verb, arguments in sent:
        if verb == "open":
            *rest, qty = arguments
            books.open(*rest, qty=qty)
        else:
            getattr(books, verb)(*arguments)


HALVES = st.tuples(st.one_of(st.none(), st.integers(0, TICKS)), st.one_of(st.none(), st.integers(0, TICKS))).map(
    lambda pair: tuple(sorted(pair)) if None not in pair else pair  # type: ignore[type-var]
)
RESOURCES, OWNERS = st.sampled_from(["app1", "app2"]), st.sampled_from(["a1", "a2", "a3"])
EVENTS = st.lists(st.tuples(RESOURCES, st.sampled_from(sorted(RATES)), st.integers(0, 3), HALVES), max_size=5).map(
    lambda rows: tuple(Event(f"e{n}", r, rate, qty, *halves) for n, (r, rate, qty, halves) in enumerate(rows))
)
OWNERSHIPS = st.lists(st.tuples(OWNERS, RESOURCES, HALVES), max_size=6).map(
    lambda rows: tuple(Ownership(f"o{n}", owner, r, *halves) for n, (owner, r, halves) in enumerate(rows))
)
LINKS = st.dictionaries(
    st.tuples(OWNERS, st.one_of(st.none(), st.integers(0, TICKS))), st.sampled_from(["p1", "p2"]), max_size=4
).map(lambda linked: tuple(Link(owner, payer, tick) for (owner, tick), payer in linked.items()))
WORLDS = st.builds(World, EVENTS, OWNERSHIPS, LINKS)


def rows_of(books: Books) -> dict[str, list[str]]:
    """All that the marts hold of the books' provider, but not who it is and under which numbers."""
    row = "to_jsonb(t) - array['provider_id', 'ledger_no']"
    query = f"select ({row})::text from {{}} as t where provider_id = '{{}}' order by 1"
    return {table: [text for (text,) in books.rows(query.format(table, books.provider))] for table in TABLES}


def ticks_of(books: Books) -> Counter[tuple[str, int, str, str]]:
    """The billable periods, cut into ticks."""
    rows = books.rows(
        f"select event_id::text, billable_from, least(billable_until, '{instant(TICKS)}'), owner_id, payer_id "
        f"from marts.fct_billable_periods where provider_id = '{books.provider}'"
    )
    return Counter(
        (event, tick, owner, payer)
        for event, first, end, owner, payer in rows
        for tick in range((first - BEGAN) // TICK, (end - BEGAN) // TICK)
    )


@pytest.fixture(scope="module")
def shelf(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """One ledger for all examples: each is of two providers of its own."""
    return Books(library.copy(tmp_path_factory.mktemp("shelf")), library.queries)


NUMBERS = iter(range(10**9))


@settings(
    max_examples=400 if DEEP else 40,
    deadline=None,
    derandomize=not DEEP,
    database=None,
    # One that fails is told as it is: making it smaller takes longer than a test may.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(world=WORLDS, data=st.data())
@pytest.mark.timeout(3600 if DEEP else 300)
def test_any_order_and_any_repetition_gives_the_marts_of_a_simple_model(shelf: Books, world: World, data: Any) -> None:
    number = next(NUMBERS)
    once = shelf.of(f"once{number}")
    often = shelf.of(f"often{number}")
    sent = puts(world)
    again = data.draw(st.lists(st.sampled_from(sent), max_size=6)) if sent else []
    shuffled = data.draw(st.permutations([*sent, *again]))
    with connections_kept():
        for books, records in ((once, sent), (often, shuffled)):
            for slug, (cents, period) in RATES.items():
                books.rate(slug, cents, period)
            send(books, list(records))
    shelf.build()

    assert rows_of(once) == rows_of(often)
    assert ticks_of(often) == world.ticks()
    first, end = sorted(data.draw(st.lists(st.integers(0, TICKS), min_size=2, max_size=2, unique=True)))
    now = data.draw(st.integers(0, TICKS))
    asked = BillingFilter(Span(instant(first), instant(end)), instant(now), {"provider_id": (often.provider,)})
    for payer in ("p1", "p2"):
        lines = billing.invoice(OPERATOR, payer, asked, shelf.settings).frame
        found = {(row["resource_id"], row["rate_code"]): row["amount_cents"] for row in lines.iter_rows(named=True)}
        assert found == world.bill(payer, first, end, now)

"""A house with two closed months and one that runs, small enough to be reckoned by hand.

acme pays 10.00 euros a month and ten cents a call beyond five, usa 5.00 dollars and fifteen cents a call. A database
costs 31.00 euros a month; acme has it from 16 January on, bolt from 11 February at noon until 21 March. Calls that
fail, calls of a private API and those of a client without a subscription are not billed.

* January: 25 and 40 calls. acme 2.00 + 10.00 + 16/31 of 31.00 = 28.00; usa 6.00 + 5.00 = 11.00.
* February: 20 and 20 calls; ten of January come late. acme 1.50 + 10.00 + 10.5/28 of 31.00, 11.625, = 23.12, and
  1.00 more for January = 24.12; bolt 19.375 = 19.38; usa 3.00 + 5.00 = 8.00. Closed although a load is held.
* March, until the 2nd: 5 and 10 calls; four of February come late; and calls should have cost nine cents all the time.
  acme 0.00 + 10.00; usa 1.50 + 5.00; bolt 20/31 of 31.00 = 20.00. Of January 30 × 0.09 = 2.70 is known, not 3.00; of
  February 19 × 0.09 = 1.71, not 1.50.
"""

from collections.abc import Iterator
from datetime import date

from orchestration.days import DayRange
from orchestration.dbt_calls import run_dbt
from orchestration.dbt_commands import ANEW, window
from tests.closing.story import FEBRUARY, FIRST, JANUARY, SECOND, event, ownership
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.book import Obstacle, close_month
from warehouse.ledger import ledger_horizon
from warehouse.resources import put

WHY = "The held file is asked about; what it has is adjusted in March."
HELD = Obstacle("held_load", "9", "Load 9 is held.")
CALL = {"price_id": "calls", "plan_id": "basic", "meter_id": "call", "model": "standard", "included": 5}
SINCE = {"effective_at": "2025-01-01T00:00:00Z"}
# A name that a spreadsheet would run.
OVERSEAS = {"price_id": "us calls", "plan_id": "overseas", "meter_id": "call", "name": "=Calls overseas"}


def calls(number: int, day: str, client_id: str = "acme", **said: object) -> list[Event]:
    """So many calls of a client on a day, one a minute from noon on."""
    kind = " ".join(map(str, said.values()))
    return [
        Event(f"{client_id} {kind} {day} {place}", f"{day} 12:{place:02}", client_id, event_type="call", **said)  # type: ignore[arg-type]
        for place in range(number)
    ]


def live(books: Books) -> Iterator[str]:
    """Lives through the three months, and stops after each way in which marts are made, saying which it was."""
    begin(books)
    books.use([*calls(25, "2026-01-30"), *calls(40, "2026-01-30", "usa")])
    books.use(calls(3, "2026-01-30", status_code=500))
    books.use([*calls(2, "2026-01-30", api_id="private"), *calls(6, "2026-01-30", "stranger")])
    run(books, "2026-01-30", "2026-01-30")
    yield "built"
    run(books, "2026-01-30", "2026-01-30", *ANEW)
    yield "made anew"
    close_month(JANUARY, ledger_horizon(books.settings), books.settings, by="ann")
    yield "closed"
    books.use([*calls(10, "2026-01-31"), *calls(20, "2026-02-01"), *calls(20, "2026-02-02", "usa")])
    put("resource_ownerships", {"provider_id": "cloud"} | ownership(SECOND, "2026-02-11T12:00", "a2"), books.settings)
    run(books, "2026-01-31", "2026-02-02")
    close_month(FEBRUARY, ledger_horizon(books.settings), books.settings, by="bob", why=WHY, against=[HELD])
    books.use([*calls(4, "2026-02-28"), *calls(5, "2026-03-01"), *calls(10, "2026-03-02", "usa")])
    books.refer("prices", CALL | SINCE | {"unit_amount": "0.09"})
    put("billable_events", {"provider_id": "cloud"} | event("close", "2026-03-21"), books.settings)
    run(books, "2026-02-28", "2026-03-02")
    yield "built again"


def begin(books: Books) -> None:
    """What things cost, and who has them."""
    books.meter("call")
    books.plan("basic", {"price_id": "fee", "model": "recurring", "amount": "10.00"})
    books.refer("prices", CALL | SINCE | {"unit_amount": "0.10"})
    books.plan("overseas", {"price_id": "us fee", "model": "recurring", "amount": "5.00"}, currency="USD")
    books.refer("prices", OVERSEAS | {"model": "standard", "unit_amount": "0.15"})
    books.subscribe("acme", "basic")
    books.subscribe("usa", "overseas")
    books.refer("listings", {"provider_id": "house", "api_id": "web", "listed_from": "2025-01-01T00:00:00Z"})
    records: list[tuple[str, dict[str, object]]] = [
        ("providers", {}),
        ("rate_codes", {"slug": "db", "rate_cents": 3100, "rate_period": "month", "currency": "EUR"}),
        ("billable_events", event("open", "2026-01-16", resource_id="db-1", rate_code="db", product_name="Postgres")),
        ("resource_ownerships", ownership(FIRST, "2026-01-01", "a1")),
        ("account_links", {"owner_id": "a1", "client_id": "acme"}),
        ("account_links", {"owner_id": "a2", "client_id": "bolt"}),
    ]
    for kind, record in records:
        put(kind, {"provider_id": "cloud"} | record, books.settings)


def run(books: Books, first: str, last: str, *more: str) -> None:
    """Makes the marts of some days, and of all months."""
    days = DayRange(date.fromisoformat(first), date.fromisoformat(last))
    run_dbt(["run", *window(days), *more], books.settings)

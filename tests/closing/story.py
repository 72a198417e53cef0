"""The three months of docs/billing.md: what happens in each, as operators and providers send it."""

from uuid import UUID

from orchestration.building import build
from orchestration.closing import close
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.book import BillingMonth, Closing
from warehouse.resources import put

JANUARY, FEBRUARY, MARCH = (BillingMonth.read(f"2026-{month:02}") for month in (1, 2, 3))
CALL = {"price_id": "calls", "plan_id": "basic", "meter_id": "call", "model": "standard", "included": 5}
DATABASE, FIRST, SECOND = (str(UUID(int=number)) for number in (1, 2, 3))


def calls(number: int, day: str, name: str = "call") -> list[Event]:
    """So many calls of acme on a day, one a minute from ten o'clock on."""
    return [Event(f"{name} {day} {place}", f"{day} 10:{place:02}", event_type="call") for place in range(number)]


def begin(books: Books) -> None:
    """Calls cost ten cents and a month ten euros; a database is opened, which the provider's account a1 has."""
    books.meter("call")
    books.plan("basic", {"price_id": "fee", "model": "recurring", "amount": "10.00"})
    books.refer("prices", CALL | {"unit_amount": "0.10"})
    books.subscribe("acme", "basic")
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


def event(state: str, time: str, **said: object) -> dict[str, object]:
    return {"event_id": DATABASE, "state": state, "time": f"{time}Z", **said}


def ownership(ownership_id: str, time: str, owner_id: str) -> dict[str, object]:
    said = {"ownership_id": ownership_id, "state": "active", "time": f"{time}Z"}
    return {**said, "resource_id": "db-1", "owner_id": owner_id}


def live_january(books: Books) -> None:
    books.use(calls(25, "2026-01-10"))


def live_february(books: Books) -> int:
    """A late file of January, whose load is answered; the price doubles; the database changes hands at noon."""
    late = books.use(calls(10, "2026-01-31", "late"))
    books.use([*calls(12, "2026-02-05"), *calls(8, "2026-02-20")])
    books.refer("prices", CALL | {"unit_amount": "0.20", "effective_at": "2026-02-15T00:00:00Z"})
    put("resource_ownerships", {"provider_id": "cloud"} | ownership(SECOND, "2026-02-11T12:00", "a2"), books.settings)
    return late


def live_march(books: Books, late: int) -> None:
    """The late file was none of ours; February has a late one, too; the database is closed."""
    books.ledger.judge(late, "voided")
    books.use(calls(4, "2026-02-21", "late"))
    books.use(calls(5, "2026-03-02"))
    put("billable_events", {"provider_id": "cloud"} | event("close", "2026-03-21"), books.settings)


def close_month(books: Books, month: BillingMonth) -> Closing:
    """What an operator does: builds, then closes."""
    build(books.settings)
    return close(month, books.settings, by="ann")

"""Three days of a few events, small enough to be counted by hand.

| UTC day    | stored | repeated | counted | which                                                |
|------------|--------|----------|---------|------------------------------------------------------|
| 2026-03-01 | 7      | 2        | 5       | a1 a2 a3 of the first, b1 of the second, c1 of the third |
| 2026-03-02 | 4      | 1        | 3       | a4 a5 of the first, b2 of the second                 |
| 2026-03-03 | 1      | 0        | 1       | c2 of the third                                      |
"""

from dataclasses import dataclass

from tests.dbt_project.ledger import Event, Ledger, key_of

# More than fits into a row of an index, and it does not compress.
LONG_ENDPOINT = "/" + "".join(key_of(str(number)).hex for number in range(200))

A1 = Event("a1", "2026-03-01 10:00", user="ann", ip="10.0.0.1", latency_us=1000, response_bytes=100, project_id="shop")
A2 = Event("a2", "2026-03-01 10:30", user="ann", ip="10.0.0.2", latency_us=2000, response_bytes=50, status_code=404)
A3 = Event("a3", "2026-03-01 23:30", client_id="bharat", user="raj", ip="10.0.0.3", response_bytes=10)
A4 = Event("a4", "2026-03-02 00:15", user="bob", ip="10.0.0.1", latency_us=9000, status_code=500)
A5 = Event("a5", "2026-03-02 12:00", user="ann", ip="10.0.0.1", dealer_id="d1", records_new=3, records_changed=1)
B1 = Event("b1", "2026-03-01 11:00", client_id="globex", status_code=None, operation="other", quantity="2.5")
B2 = Event("b2", "2026-03-02 13:00", client_id="anonymous", response_bytes=7, endpoint=LONG_ENDPOINT)
C1 = Event("c1", "2026-03-01 12:00", client_id="fleeting", user="eve", ip="10.0.0.9", response_bytes=1000)
C2 = Event("c2", "2026-03-03 08:00", user="ann", ip="10.0.0.1", response_bytes=30)
HELD = Event("h1", "2026-03-01 12:00", response_bytes=1_000_000)

FIRST, SECOND, THIRD = [A1, A2, A3, A4, A5], [A1, A5, B1, B1, B2], [C1, C2]
WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-03-04")


@dataclass(frozen=True)
class Loads:
    """The ids of the loads."""

    first: int
    second: int
    third: int


def describe_clients(ledger: Ledger) -> None:
    """Where the clients live, and that of one in a place that does not exist."""
    ledger.refer(
        "clients",
        {"client_id": "acme", "name": "Acme", "kind": "company", "time_zone": "UTC"},
        {"client_id": "bharat", "name": "Bharat", "kind": "company", "time_zone": "Asia/Kolkata"},
        {"client_id": "globex", "name": "Globex", "kind": "company", "time_zone": "Middle/Earth"},
    )
    ledger.refer("dealers", {"dealer_id": "d1", "name": "Dealer One", "code": "D-1"})
    ledger.refer("users", {"id": "acme/ann", "client_id": "acme", "user_id": "ann", "birth_year": "1990", "spend": "?"})


def write_world(ledger: Ledger) -> Loads:
    """The three loads in their order, and a held one that nobody may see."""
    describe_clients(ledger)
    first, second, third = ledger.load(FIRST), ledger.load(SECOND), ledger.load(THIRD)
    ledger.load([HELD], verdict="held")
    return Loads(first, second, third)


def write_shuffled_world(ledger: Ledger) -> None:
    """The same loads in another order: of equal records, others count."""
    ledger.load([HELD], verdict="held")
    for events in (THIRD, SECOND, FIRST):
        ledger.load(events)
    describe_clients(ledger)

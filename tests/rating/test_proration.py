"""Changes within March, which has 31 days: what a price says per month counts by the share in which it held."""

from decimal import Decimal

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books

WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-04-02")
TIERS = [{"from": 0, "to": 31, "unit": "1", "flat": "3.1"}, {"from": 31, "unit": "0.5", "flat": "6.2"}]


def calls(client_id: str, at: str, number: int = 1, kind: str = "call", **said: object) -> list[Event]:
    """So many events of a client within a second."""
    return [
        Event(f"{client_id} {at} {kind} {place} {said}", f"{at}.{place:03}", client_id, event_type=kind, **said)  # type: ignore[arg-type]
        for place in range(number)
    ]


@pytest.fixture(scope="module")
def books(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Books:
    books = Books(databases.create(tmp_path_factory.mktemp("proration")), tmp_path_factory.mktemp("files"))
    books.meter("call")
    books.meter("local", filter={"event_type": "call"}, time_basis="local")
    books.meter("seats", "latest", value="quantity", carries_over=True, keeps_events=True)
    books.meter("peak", "max", value="quantity", filter={"event_type": "seats"})
    books.plan(
        "old", {"model": "recurring", "amount": "31"}, {"meter_id": "call", "model": "graduated", "tiers": TIERS}
    )
    books.plan("new", {"model": "recurring", "amount": "62"}, {"meter_id": "call", "model": "standard",
               "unit_amount": "0.1", "included": 31, "minimum": "31"})  # fmt: skip
    levels = [{"from": 0, "to": 5, "flat": "31"}, {"from": 5, "flat": "93"}]
    books.plan("seats", {"meter_id": "seats", "model": "level", "tiers": levels},
               {"meter_id": "peak", "model": "standard", "unit_amount": "31"})  # fmt: skip
    books.plan("local", {"meter_id": "local", "model": "standard", "unit_amount": "1"}, time_basis="local")
    change_the_plan(books)
    change_the_price(books)
    books.subscribe("levels", "seats", starts_at="2026-03-22T00:00:00Z")
    books.refer("clients", {"client_id": "tokyo", "name": "Tokyo", "time_zone": "Asia/Tokyo"})
    books.subscribe("tokyo", "local")
    books.use(
        [
            # Within the 11th, one before and one after the change at noon.
            *calls("mover", "2026-03-05 10:00:00", 20),
            *calls("mover", "2026-03-11 11:59:59"),
            *calls("mover", "2026-03-11 12:00:00"),
            *calls("mover", "2026-03-20 10:00:00", 30),
            *calls("payer", "2026-02-01 10:00:00", 4),
            *calls("payer", "2026-03-10 23:59:59", 2),
            *calls("payer", "2026-03-11 00:00:00", 3),
            # Seats were set in February, and changed on the 27th at noon.
            *calls("levels", "2026-02-01 00:00:00", kind="seats", quantity="5"),
            *calls("levels", "2026-03-27 00:00:00", kind="seats", quantity="6"),
            # In Tokyo it is April from three in the afternoon on.
            *calls("tokyo", "2026-03-31 14:59:59", 2),
            *calls("tokyo", "2026-03-31 15:00:00", 3),
        ]
    )
    dbt.must(books.settings, "build", "--exclude", "test_type:unit", "--event-time-start", "2026-02-01",
             "--event-time-end", "2026-02-02")  # fmt: skip
    dbt.must(books.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return books


def change_the_plan(books: Books) -> None:
    """mover goes from the old plan to the new one on the 11th at noon: after 10.5 of 31 days."""
    books.subscribe("mover", "old", subscription_id="mover")
    books.subscribe("mover", "new", subscription_id="mover", effective_at="2026-03-11T12:00:00Z")


def change_the_price(books: Books) -> None:
    """payer's calls cost a euro until the 11th, and two from then on; two subscriptions have a price for them."""
    books.plan("dear", {"price_id": "p", "meter_id": "call", "model": "standard", "unit_amount": "1"})
    price = {"price_id": "p", "plan_id": "dear", "meter_id": "call", "model": "standard", "unit_amount": "2"}
    books.refer("prices", {**price, "effective_at": "2026-03-11T00:00:00Z"})
    books.subscribe("payer", "dear", starts_at="2026-01-01T00:00:00Z")
    books.subscribe("payer", "old", starts_at="2026-01-02T00:00:00Z", ends_at="2026-02-20T00:00:00Z")


def lines(books: Books, client_id: str, month: str = "2026-03-01") -> list[tuple[object, ...]]:
    return books.rows(
        "select price_id, quantity, amount, amount_cents from marts.fct_rated_usage "
        "where client_id = %s and usage_month = %s order by price_id, segment_from",
        client_id,
        month,
    )


def test_a_change_of_the_plan_at_noon_divides_fees_limits_and_quantities_at_that_instant(books: Books) -> None:
    # 10.5 and 20.5 of 31 days: fees of 10.50 and 41.00. Before: 21 calls; the first tier has 10.5 at 1 and flat
    # 1.05, the second 10.5 at 0.5 and 2.10. After: 31 calls, 20.5 included; the rest is below the minimum of 20.50.
    assert lines(books, "mover") == [
        ("new call", 31, Decimal("20.5"), 2050),
        ("new fee", Decimal("0.661290322580645161290323"), 41, 4100),
        ("old call", 21, Decimal("18.9"), 1890),
        ("old fee", Decimal("0.338709677419354838709677"), Decimal("10.5"), 1050),
    ]


def test_a_new_version_of_a_price_begins_a_line(books: Books) -> None:
    assert lines(books, "payer") == [("p", 2, 2, 200), ("p", 3, 6, 600)]


def test_levels_and_peaks_are_charged_for_their_time(books: Books) -> None:
    # From the 22nd on, ten days: five with five seats at 31, five with six at 93. The peak is 6, for 10 of 31 days.
    assert lines(books, "levels") == [
        ("seats peak", 6, 60, 6000),
        ("seats seats", 6, 20, 2000),
    ]


def test_a_month_ends_by_the_clients_own_clock_if_the_meter_says_so(books: Books) -> None:
    assert lines(books, "tokyo") == [("local local", 2, 2, 200)]
    assert lines(books, "tokyo", "2026-04-01") == [("local local", 3, 3, 300)]


def test_an_event_is_charged_by_the_subscription_that_began_first(books: Books) -> None:
    # In February both plans had a price for calls; the other one has only its fee, for 19 of 28 days.
    assert lines(books, "payer", "2026-02-01") == [
        ("old fee", Decimal("0.678571428571428571428571"), Decimal("21.035714285714285714285714"), 2104),
        ("p", 4, 4, 400),
    ]

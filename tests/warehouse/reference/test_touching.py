"""A reference record touches the days that name what it is about, from when it holds on, and no others."""

from datetime import date

import pytest

from tests.warehouse.reference.conftest import Refer
from warehouse.ledger import touched_days, void
from warehouse.settings import Settings

FIFTH, SIXTH, SEVENTH = date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 7)
ACME, BOLT = {"client_id": "acme", "name": "Acme"}, {"client_id": "bolt", "name": "Bolt"}
ANN = {"client_id": "acme", "user_id": "ann", "birth_year": 1990}


def test_the_first_record_of_an_id_holds_from_the_beginning(refer: Refer) -> None:
    assert refer("clients", ACME).touched_days == [FIFTH, SIXTH, SEVENTH]
    assert refer("clients", BOLT).touched_days == [SEVENTH]
    assert refer("users", ANN).touched_days == [FIFTH, SEVENTH]


def test_what_nobody_used_touches_nothing(refer: Refer) -> None:
    assert refer("clients", {"client_id": "quiet", "name": "Quiet"}).touched_days == []
    assert refer("users", ANN | {"client_id": "bolt"}).touched_days == []
    assert refer("endpoints", {"provider_id": "house", "api_id": "orders", "endpoint": "/", "name": "x"}).stored == 1


def test_a_record_that_says_what_is_known_touches_nothing(refer: Refer) -> None:
    refer("clients", ACME)
    assert refer("clients", ACME, BOLT).touched_days == [SEVENTH]


def test_a_later_record_without_a_time_holds_from_now(refer: Refer) -> None:
    refer("clients", ACME)
    assert refer("clients", ACME | {"name": "Acme Limited"}).touched_days == []


@pytest.mark.parametrize(
    ("effective_at", "days"),
    [
        ("2026-03-06T00:00:00Z", [FIFTH, SIXTH, SEVENTH]),  # Somewhere it is the 5th still.
        ("2026-03-07T15:00:00Z", [SEVENTH]),
        ("2026-03-08T15:00:00Z", []),
        ("2026-01-01T00:00:00+05:30", [FIFTH, SIXTH, SEVENTH]),
    ],
)
def test_a_record_with_a_time_touches_days_from_then_on(refer: Refer, effective_at: str, days: list[date]) -> None:
    refer("clients", ACME)
    assert refer("clients", ACME | {"name": "Acme Limited", "effective_at": effective_at}).touched_days == days


def test_a_correction_of_what_held_touches_its_days(refer: Refer) -> None:
    refer("users", ANN | {"effective_at": "2026-03-07T15:00:00Z"})
    corrected = ANN | {"birth_year": 1991, "effective_at": "2026-03-07T15:00:00Z"}
    assert refer("users", corrected).touched_days == [SEVENTH]


def test_the_first_listing_touches_every_day_and_a_further_one_those_of_its_api(refer: Refer) -> None:
    listing = {"provider_id": "maps", "api_id": "tiles", "listed_from": "2026-03-01T00:00:00Z"}
    assert refer("listings", listing).touched_days == [FIFTH, SIXTH, SEVENTH]
    assert refer("listings", listing | {"api_id": "routes"}).touched_days == []
    ours = {"provider_id": "house", "api_id": "orders", "listed_from": "2026-03-06T00:00:00Z"}
    assert refer("listings", ours).touched_days == [FIFTH, SIXTH, SEVENTH]


def test_withdrawing_a_reference_touches_the_same_days_again(refer: Refer, used: Settings) -> None:
    load = refer("clients", BOLT)
    void(used, load.load_id, "wrong")
    assert touched_days(used) == [FIFTH, SIXTH, SEVENTH]
    assert refer("clients", BOLT).touched_days == [SEVENTH]


def test_the_same_file_again_changes_nothing_and_the_one_before_it_does(refer: Refer) -> None:
    first = refer("clients", ACME)
    again = refer("clients", ACME)
    assert (again.load_id, again.already_loaded) == (first.load_id, True)
    refer("clients", ACME | {"name": "Acme Limited"})
    assert not refer("clients", ACME).already_loaded

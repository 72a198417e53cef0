"""What is known of clients, users and APIs is true of their usage from when it says, and late news reach old days."""

from datetime import date

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event, Ledger
from warehouse.access import Scope
from warehouse.reports import TimeBasis, UsageFilter, run, unknown_ids

WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-03-03")
MARCH_1, MARCH_2 = date(2026, 3, 1), date(2026, 3, 2)
EVENTS = [
    Event("1", "2026-03-01 09:00", user="ann", project_id="shop", dealer_id="d1"),
    Event("2", "2026-03-01 15:00", user="ann", project_id="shop"),
    Event("3", "2026-03-02 15:00", user="ann"),
    Event("4", "2026-03-02 15:00", client_id="globex", user="bob"),
]
BY_HALF_DAY = (
    "select extract(hour from usage_at)::int, {} from marts.fct_usage_events where usage_date = '2026-03-01' order by 1"
)


@pytest.fixture(scope="module")
def known(databases: Databases, built: Built, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two days of usage; at noon of the first the client changes its agency, ann her income, and the API is listed."""
    settings = databases.create(tmp_path_factory.mktemp("known"))
    ledger = Ledger(settings)
    ledger.load(EVENTS)
    noon = {"effective_at": "2026-03-01 12:00Z"}
    acme, ann = {"client_id": "acme", "name": "Acme"}, {"id": "acme/ann", "client_id": "acme", "user_id": "ann"}
    ledger.refer("clients", acme | {"agency_id": "north"})
    ledger.refer("clients", acme | {"agency_id": "south"} | noon)
    ledger.refer("users", ann | {"birth_year": "1990", "gender": "f", "income": "19999.99"})
    ledger.refer("users", ann | {"birth_year": "1990", "gender": "f", "income": "20000"} | noon)
    listing = {"provider_id": "house", "api_id": "web"}
    march = {"listed_from": "2026-03-01 12:00Z", "listed_until": "2026-03-02 15:00Z"}
    ledger.refer("listings", {"id": "l1"} | listing | march)
    ledger.refer(
        "listings", {"id": "l2"} | listing | {"listed_from": "2026-03-01 14:00Z", "listed_until": "2026-03-01 16:00Z"}
    )
    dbt.must(settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return Built(settings, built.loads)


def test_a_change_at_noon_is_true_from_noon_on(known: Built) -> None:
    assert known.rows(BY_HALF_DAY.format("agency_id, age_band, gender, income_band, spend_band")) == [
        (9, "north", "35-44", "f", "0-19999", "unknown"),
        (15, "south", "35-44", "f", "20000-39999", "unknown"),
    ]
    assert known.rows(
        "select income_band, requests from marts.fct_user_usage_daily where usage_date = '2026-03-01' order by 1"
    ) == [
        ("0-19999", 1),
        ("20000-39999", 1),
    ]


def test_an_api_is_listed_from_the_instant_it_is_and_counted_once_where_listings_overlap(known: Built) -> None:
    assert known.rows(BY_HALF_DAY.format("is_listed")) == [(9, False), (15, True)]
    # At the very end of the listing it is off the marketplace.
    query = (
        "select is_listed, requests from marts.fct_usage_daily where usage_date = '2026-03-02' and client_id = 'acme'"
    )
    assert known.rows(query) == [(False, 1)]
    assert known.rows("select sum(requests) from marts.fct_usage_daily") == [(4,)]


@pytest.mark.parametrize("basis", ["utc", "local"])
@pytest.mark.parametrize("by", [(), ("usage_date",), ("hour",), ("endpoint",), ("user",), ("ip",), ("hour", "user")])
def test_the_house_sees_only_what_was_listed_at_the_instant_and_the_provider_all(
    known: Built, by: tuple[str, ...], basis: TimeBasis
) -> None:
    # Of the four events one lies between the noon of the first day and three o'clock of the second.
    seen = {
        Scope.operator(): 1,
        Scope.provider("house"): 4,
        Scope.provider("other"): 0,
        Scope.client("acme"): 1,
        Scope.client("globex"): 0,
        Scope.dealer("d1"): 0,
    }
    asked = UsageFilter(MARCH_1, MARCH_2, by, ("requests",), time_basis=basis)
    for scope, requests in seen.items():
        assert run(scope, asked, known.settings).frame["requests"].sum() == requests, scope


def test_who_is_named_and_not_described_is_counted_and_listed(known: Built) -> None:
    assert known.rows(
        "select usage_date, kind, id, client_id, is_listed, requests from marts.fct_unknown_ids_daily "
        "where kind <> 'users' order by 1, 2, 5"
    ) == [
        (MARCH_1, "dealers", "d1", "acme", False, 1),
        (MARCH_1, "projects", "shop", "acme", False, 1),
        (MARCH_1, "projects", "shop", "acme", True, 1),
        (MARCH_2, "clients", "globex", "globex", False, 1),
    ]
    # What only unlisted usage names is its provider's own.
    assert unknown_ids(Scope.operator(), settings=known.settings).frame.rows() == [
        ("projects", "shop", "acme", 1, MARCH_1, MARCH_1)
    ]
    assert known.rows("select client_id, requests from marts.fct_unknown_ids_daily where kind = 'users'") == [
        ("globex", 1)
    ]
    unknown = "select client_id, is_known, is_current from marts.dim_clients where client_id = 'globex'"
    assert known.rows(unknown) == [("globex", False, True)]


def test_history_stays_in_the_dimensions(known: Built) -> None:
    versions = (
        "select agency_id, valid_until = 'infinity', is_current from marts.dim_clients "
        "where client_id = 'acme' order by valid_from"
    )
    assert known.rows(versions) == [("north", False, False), ("south", True, True)]
    assert known.rows("select count(*) from marts.dim_listings") == [(1,)]

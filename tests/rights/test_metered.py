"""Features that a meter feeds, in a house that is built and tested whole; and what its data tests find."""

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rights.books import OPERATOR, Books, only
from warehouse.database import connect
from warehouse.reports import rights_conflicts
from warehouse.rights import is_behind

WINDOW = ("--event-time-start", "2026-03-27", "--event-time-end", "2026-04-02")
CALLS = ("quantity_included", "quantity_current", "quantity_over", "is_over")
MORE = "acme more"


def calls(client_id: str, at: str, number: int = 1, **said: object) -> list[Event]:
    return [Event(f"{client_id} {at} {place} {said}", at, client_id, event_type="call", **said)  # type: ignore[arg-type]
            for place in range(number)]  # fmt: skip


# acme subscribes on 27 March at noon, and a second time from the 29th on.
EVENTS = [
    *calls("acme", "2026-03-27 11:00", 3),
    *calls("acme", "2026-03-27 12:00", 4),
    *calls("acme", "2026-03-28 10:00", 2),
    *calls("acme", "2026-03-28 10:00", 7, status_code=500),
    *calls("acme", "2026-03-30 10:00", 5, project_id="shop"),
    *calls("acme", "2026-04-01 00:00", 1),
    *calls("kyoto", "2026-03-31 14:59", 1),
    *calls("kyoto", "2026-03-31 15:00", 2),
    *calls("bolt", "2026-03-28 10:00", 9),
]


@pytest.fixture(scope="module")
def house(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Built once; not to be changed."""
    books = Books(databases.create(tmp_path_factory.mktemp("metered")), tmp_path_factory.mktemp("files"))
    books.refer("clients", {"client_id": "kyoto", "name": "Kyoto", "time_zone": "Asia/Tokyo"})
    books.meter("call")
    books.feature("calls", "Consumption", meter_id="call")
    books.feature("seats", "Limitation")
    for plan, quantity, basis in (("basic", 10, "utc"), ("more", 5, "utc"), ("local", 1, "local")):
        books.plan(plan, time_basis=basis)
        books.include(plan, "calls", quantity)
    books.include("basic", "seats", 2)
    books.subscribe("acme", "basic", "2026-03-27T12:00:00Z")
    books.subscribe("acme", "more", "2026-03-29T00:00:00Z")
    books.subscribe("kyoto", "local")
    books.put("acme", "seats", "2026-03-28", quantity=3, key="k")
    books.put("acme", "seats", "2026-03-28", quantity=4, key="k")
    books.use(EVENTS)
    dbt.must(books.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return books


def test_a_meter_feeds_its_feature_by_whole_days_and_counts_what_can_be_billed(house: Books) -> None:
    found = {at: only(house.has("acme", at)[:1], *CALLS) for at in ("2026-03-27T13:00", "2026-03-28", "2026-03-31")}
    # Not the three before the subscription, and not those that failed.
    assert found == {
        "2026-03-27T13:00": [(10, 4, 0, False)],
        "2026-03-28": [(10, 6, 0, False)],
        "2026-03-31": [(10, 11, 1, True)],
    }
    assert house.has("acme", "2026-03-27T11:59") == []
    assert only(house.has("acme", "2026-04-01")[:1], *CALLS) == [(10, 1, 0, False)]


def test_what_a_meter_counts_is_of_one_subscription(house: Books) -> None:
    apart = only(house.has("acme", "2026-03-31"), "subscription_id", "feature_id", "quantity_current")
    assert apart == [("acme basic", "calls", 11), ("acme basic", "seats", 3), (MORE, "calls", 0)]
    assert only(house.has("acme", "2026-03-31", combined=True)[:1], *CALLS) == [(15, 11, 0, False)]


def test_months_of_a_local_plan_are_the_clients_own(house: Books) -> None:
    instants = ("2026-03-31T14:59", "2026-03-31T15:00")
    assert [only(house.has("kyoto", at), *CALLS) for at in instants] == [[(1, 1, 0, False)], [(1, 2, 1, True)]]


def test_who_has_no_right_has_no_row(house: Books) -> None:
    assert house.has("bolt", "2026-03-30") == []


def test_periods_add_up_to_what_was_counted(house: Books) -> None:
    rows = house.rows(
        "select client_id, subscription_id, period_date::text, is_metered, events, quantity "
        "from marts.fct_feature_usage order by 1, 2, 3"
    )
    assert rows == [
        ("acme", "acme basic", "2026-03-01", True, 11, 11),
        ("acme", "acme basic", "2026-04-01", True, 1, 1),
        ("kyoto", "kyoto local", "2026-03-01", True, 1, 1),
        ("kyoto", "kyoto local", "2026-04-01", True, 2, 2),
    ]


def test_what_became_of_every_change_is_told(house: Books) -> None:
    built = "select changes, counted, repeated, conflicting, left_out from marts.fct_rights_built"
    assert house.rows(built) == [(2, 1, 0, 1, 0)]
    found = rights_conflicts(OPERATOR, house.settings).frame.to_dicts()
    assert only(found, "standing", "change_key", "quantity") == [("conflict", "k", 4)]
    assert not is_behind(house.settings)


def test_data_tests_find_what_does_not_agree(house: Books, dbt: Dbt) -> None:
    with connect("owner", house.settings, autocommit=True) as connection:
        for statement in (
            "update marts.fct_rights_combined set quantity_included = 16 where quantity_included = 15",
            "delete from marts.fct_rights_combined where client_id = 'kyoto'",
            "update marts.fct_feature_levels set quantity = 5",
            "update marts.fct_feature_changes set standing = 'counted'",
            "update marts.fct_rights_built set counted = 2",
        ):
            connection.execute(statement.encode())
    found = dbt.call(house.settings, "test", "--select", "fct_rights_combined", "fct_feature_levels",
                     "fct_feature_changes", "fct_rights_built", "fct_feature_usage_daily").failed  # fmt: skip
    assert found == {
        "combined_rights_are_what_their_parts_come_to",
        "combined_rights_cover_the_time_of_their_parts",
        "levels_are_what_changes_come_to",
        "a_change_counts_once",
        "every_change_counts_repeats_contradicts_or_is_left_out",
        "features_are_fed_what_their_meters_count",
    }

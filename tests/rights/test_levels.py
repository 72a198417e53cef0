"""What is used at an instant, of one subscription."""

from decimal import Decimal

import pytest

from tests.rights.books import Books, only
from warehouse.access import Scope
from warehouse.errors import ReportError


def calls(books: Books, instant: str) -> object:
    return books.used("acme", instant)["acme basic", "calls"]


def seats(books: Books, instant: str) -> object:
    return books.used("acme", instant)["acme basic", "seats"]


def test_without_any_change_nothing_is_used_and_what_is_included_is_on(books: Books) -> None:
    books.build()
    assert books.used("acme", "2026-01-01T00:00") == {
        ("acme basic", "calls"): 0, ("acme basic", "seats"): 0, ("acme basic", "sign-on"): True,
    }  # fmt: skip
    assert books.used("acme", "2025-12-31T23:59:59.999999") == {}


def test_a_consumption_begins_anew_with_the_month_and_a_level_stays(books: Books) -> None:
    for feature in ("calls", "seats"):
        books.put("acme", feature, "2026-01-10", increment=7)
        books.put("acme", feature, "2026-01-20T12:00:00Z", increment=5)
    books.build()
    instants = ("2026-01-09T23:59", "2026-01-10", "2026-01-20T11:59", "2026-01-20T12:00", "2026-01-31T23:59:59.999999")
    assert [calls(books, instant) for instant in instants] == [0, 7, 7, 12, 12]
    assert [seats(books, instant) for instant in instants] == [0, 7, 7, 12, 12]
    assert (calls(books, "2026-02-01"), seats(books, "2026-02-01")) == (0, 12)


def test_a_quantity_is_all_there_is_and_what_comes_behind_it_adds_to_it(books: Books) -> None:
    books.put("acme", "seats", "2026-01-05", increment=3)
    books.put("acme", "seats", "2026-01-06", quantity="8.5")
    books.put("acme", "seats", "2026-01-07", increment="-2.25")
    books.build()
    assert [seats(books, f"2026-01-0{day}") for day in (5, 6, 7)] == [3, Decimal("8.5"), Decimal("6.25")]


def test_what_is_used_over_what_is_included_is_shown(books: Books) -> None:
    books.put("acme", "seats", "2026-01-05", quantity=13)
    books.put("acme", "calls", "2026-01-05", quantity=100)
    books.build()
    wanted = ("feature_id", "quantity_included", "quantity_current", "quantity_over", "is_over")
    assert only(books.has("acme", "2026-01-06"), *wanted) == [
        ("calls", 100, 100, 0, False), ("seats", 10, 13, 3, True), ("sign-on", None, None, None, False),
    ]  # fmt: skip


def test_an_option_that_is_switched_on_is_over_what_is_included(books: Books) -> None:
    books.feature("export", "OnOff")
    books.include("basic", "export", is_included=False)
    books.put("acme", "export", "2026-01-05", is_enabled=True)
    books.put("acme", "export", "2026-01-07", is_enabled=False)
    books.put("acme", "sign-on", "2026-01-05", is_enabled=False)
    books.build()
    wanted = ("feature_id", "is_included", "is_enabled", "is_over")
    days = [[row for row in only(books.has("acme", f"2026-01-0{day}"), *wanted) if row[0] in ("export", "sign-on")]
            for day in (4, 6, 8)]  # fmt: skip
    assert days[0] == [("export", False, False, False), ("sign-on", True, True, False)]
    assert days[1] == [("export", False, True, True), ("sign-on", True, False, False)]
    assert days[2] == [("export", False, False, False), ("sign-on", True, False, False)]


def test_a_plan_may_begin_a_consumption_anew_each_day_week_or_year(books: Books) -> None:
    for period in ("day", "week", "year"):
        books.feature(period, "Consumption")
        books.include("basic", period, 5, period=period)
        # 2026-01-04 is a Sunday.
        for day in ("2026-01-04T20:00", "2026-01-05T01:00", "2026-01-05T23:00"):
            books.put("acme", period, day, increment=1)
    books.build()
    found = books.used("acme", "2026-01-05T23:30")
    assert [found["acme basic", period] for period in ("day", "week", "year")] == [2, 2, 3]
    found = books.used("acme", "2026-01-11T23:59")
    assert [found["acme basic", period] for period in ("day", "week", "year")] == [0, 2, 3]
    (week,) = [row for row in books.has("acme", "2026-01-11T23:59") if row["feature_id"] == "week"]
    assert [f"{week[name]:%Y-%m-%d %H:%M}" for name in ("period_from", "period_until")] == [
        "2026-01-05 00:00", "2026-01-12 00:00",
    ]  # fmt: skip


def test_a_plan_in_local_time_begins_with_the_clients_own_months(books: Books) -> None:
    books.refer("clients", {"client_id": "kyoto", "name": "Kyoto", "time_zone": "Asia/Tokyo"})
    books.plan("local", time_basis="local")
    books.include("local", "calls", 100)
    books.subscribe("kyoto", "local")
    # In Tokyo, nine hours ahead, the first of these is of January and the second of February.
    books.put("kyoto", "calls", "2026-01-31T14:59:59Z", increment=1)
    books.put("kyoto", "calls", "2026-01-31T15:00:00Z", increment=10)
    books.build()
    key = ("kyoto local", "calls")
    instants = ("2026-01-31T14:59:59", "2026-01-31T15:00", "2026-02-28T14:59", "2026-02-28T15:00")
    assert [books.used("kyoto", instant)[key] for instant in instants] == [1, 10, 10, 0]
    (row,) = books.has("kyoto", "2026-02-01")
    assert [f"{row[name]:%Y-%m-%d %H:%M}" for name in ("period_from", "period_until")] == [
        "2026-01-31 15:00", "2026-02-28 15:00",
    ]  # fmt: skip


def test_another_quantity_of_the_plan_holds_from_its_time_and_use_goes_on(books: Books) -> None:
    books.put("acme", "calls", "2026-01-05", increment=90)
    books.include("basic", "calls", 50, effective_at="2026-01-10T00:00:00Z")
    books.put("acme", "calls", "2026-01-12", increment=2)
    books.build()
    wanted = ("quantity_included", "quantity_current", "quantity_over")
    found = [only(books.has("acme", day)[:1], *wanted)[0] for day in ("2026-01-09", "2026-01-10", "2026-01-12")]
    assert found == [(100, 90, 0), (50, 90, 40), (50, 92, 42)]


def test_a_feature_that_is_deleted_is_there_until_then(books: Books) -> None:
    said = {"feature_id": "seats", "name": "seats", "feature_type": "Limitation"}
    books.refer("features", {**said, "is_deleted": True, "effective_at": "2026-02-01T00:00:00Z"})
    books.build()
    assert ("acme basic", "seats") in books.used("acme", "2026-01-31T23:59")
    assert ("acme basic", "seats") not in books.used("acme", "2026-02-01")


def test_hidden_features_are_shown_to_operators_only(books: Books) -> None:
    books.feature("probes", "Consumption", is_visible=False)
    books.include("basic", "probes", 5)
    books.build()
    seen = ["calls", "seats", "sign-on"]
    assert [row["feature_id"] for row in books.has("acme", "2026-01-05")] == seen
    assert [row["feature_id"] for row in books.has("acme", "2026-01-05", with_hidden=True)] == sorted([*seen, "probes"])
    assert [row["feature_id"] for row in books.has("acme", "2026-01-05", Scope.client("acme"))] == seen
    with pytest.raises(ReportError, match="operators only"):
        books.has("acme", "2026-01-05", Scope.client("acme"), with_hidden=True)


def test_a_client_sees_its_own_and_a_provider_none(books: Books) -> None:
    books.build()
    assert books.has("acme", "2026-01-05", Scope.client("bolt")) == []
    with pytest.raises(ReportError, match="a provider has none"):
        books.has("acme", "2026-01-05", Scope.provider("house"))


def test_a_change_outside_of_every_right_counts_for_nothing_and_is_listed(books: Books) -> None:
    books.put("acme", "seats", "2025-12-31T23:59:59Z", quantity=5)
    books.build()
    assert seats(books, "2026-01-01") == 0
    assert books.rows("select standing, subscription_id from marts.fct_feature_changes") == [("no_right", "none")]


def test_of_several_quantities_of_one_instant_the_last_to_come_counts(books: Books) -> None:
    for quantity in (5, 7):
        books.put("acme", "seats", "2026-01-05", quantity=quantity)
    assert books.put("acme", "seats", "2026-01-05", quantity=5).outcome == "repeated"
    books.build()
    assert seats(books, "2026-01-05") == 7

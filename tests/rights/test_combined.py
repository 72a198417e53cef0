"""What several subscriptions of a client come to."""

from decimal import Decimal

import pytest

from tests.rights.books import Books, only

QUANTITIES = ("feature_id", "subscriptions", "quantity_included", "is_unlimited", "quantity_current", "quantity_over")


@pytest.fixture
def two(books: Books) -> Books:
    """acme has basic from January until the end of March, and more from February on."""
    books.plan("more")
    books.include("more", "seats", "2.5")
    books.include("more", "calls")
    books.include("more", "sign-on", is_included=False)
    books.refer("subscriptions", {"subscription_id": "acme basic", "client_id": "acme", "plan_id": "basic",
                                  "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-04-01T00:00:00Z"})  # fmt: skip
    books.subscribe("acme", "more", "2026-02-01T00:00:00Z")
    return books


def test_quantities_add_up_and_one_unlimited_is_unlimited(two: Books) -> None:
    two.put("acme", "seats", "2026-02-10", quantity=9, subscription_id="acme basic")
    two.put("acme", "seats", "2026-02-10", quantity=4, subscription_id="acme more")
    two.put("acme", "calls", "2026-02-10", quantity=150, subscription_id="acme basic")
    two.build()
    assert only(two.has("acme", "2026-02-11", combined=True)[:2], *QUANTITIES) == [
        ("calls", 2, None, True, None, None),
        ("seats", 2, Decimal("12.5"), False, 13, Decimal("0.5")),
    ]
    # Apart, the use of an unlimited one is told.
    assert two.used("acme", "2026-02-11")["acme basic", "calls"] == 150
    assert two.used("acme", "2026-02-11")["acme more", "calls"] == 0


def test_a_switch_is_on_if_one_is(two: Books) -> None:
    two.put("acme", "sign-on", "2026-02-10", is_enabled=False, subscription_id="acme basic")
    two.put("acme", "sign-on", "2026-02-20", is_enabled=True, subscription_id="acme more")
    two.build()
    found = {day: only(two.has("acme", day, combined=True)[2:], "is_included", "is_enabled", "is_over")
             for day in ("2026-02-05", "2026-02-15", "2026-02-25", "2026-04-05")}  # fmt: skip
    assert found == {
        "2026-02-05": [(True, True, False)],
        "2026-02-15": [(True, False, False)],
        "2026-02-25": [(True, True, False)],
        # Only the option is left, and it is on.
        "2026-04-05": [(False, True, True)],
    }


def test_what_names_no_subscription_is_of_the_one_that_started_first(two: Books) -> None:
    for day in ("2026-01-10", "2026-02-10", "2026-04-10"):
        two.put("acme", "seats", day, increment=1)
    two.build()
    assert two.used("acme", "2026-03-31")["acme basic", "seats"] == 2
    assert two.used("acme", "2026-03-31")["acme more", "seats"] == 0
    assert two.used("acme", "2026-04-10") == {
        ("acme more", "calls"): 0, ("acme more", "seats"): 1, ("acme more", "sign-on"): False,
    }  # fmt: skip


def test_only_the_subscriptions_asked_for_are_combined(two: Books) -> None:
    two.build()
    found = two.has("acme", "2026-02-11", combined=True, subscription_ids=("acme basic",))
    assert only(found, *QUANTITIES)[:2] == [("calls", 1, 100, False, 0, 0), ("seats", 1, 10, False, 0, 0)]


def test_periods_that_differ_are_left_out(two: Books) -> None:
    two.include("more", "calls", 5, period="day", effective_at="2026-02-01T00:00:00Z")
    two.build()
    (calls, *_) = two.has("acme", "2026-02-11", combined=True)
    assert (calls["period_from"], calls["period_until"], calls["quantity_included"]) == (None, None, 105)
    (calls, *_) = two.has("acme", "2026-01-11", combined=True)
    assert f"{calls['period_from']:%Y-%m-%d} {calls['period_until']:%Y-%m-%d}" == "2026-01-01 2026-02-01"


def test_the_mart_of_combined_rights_says_what_the_report_says(two: Books) -> None:
    two.build()
    spans = two.rows(
        "select feature_id, to_char(right_from at time zone 'UTC', 'YYYY-MM-DD'), subscriptions, "
        "first_subscription_id, is_included, quantity_included, is_unlimited "
        "from marts.fct_rights_combined order by 1, 2"
    )
    basic, more = "acme basic", "acme more"
    dates = ("2026-01-01", "2026-02-01", "2026-04-01")
    assert spans == [
        ("calls", dates[0], 1, basic, None, 100, False),
        ("calls", dates[1], 2, basic, None, None, True),
        ("calls", dates[2], 1, more, None, None, True),
        ("seats", dates[0], 1, basic, None, 10, False),
        ("seats", dates[1], 2, basic, None, 12.5, False),
        ("seats", dates[2], 1, more, None, 2.5, False),
        ("sign-on", dates[0], 1, basic, True, None, False),
        ("sign-on", dates[1], 2, basic, True, None, False),
        ("sign-on", dates[2], 1, more, False, None, False),
    ]

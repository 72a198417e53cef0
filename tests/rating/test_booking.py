"""What is billed, what is not, and why: a month of one house, counted by hand."""

from decimal import Decimal

from tests.rating.books import Books


def test_a_line_charges_what_is_beyond_the_included_quantity(house: Books) -> None:
    rows = house.rows(
        "select price_id, events, included_events, quantity, billable_quantity, amount, amount_cents "
        "from marts.fct_rated_usage order by 1"
    )

    assert rows == [
        ("basic call", 10, 5, 15, 10, Decimal("1.05"), 105),
        ("fee", 0, 0, 1, 1, Decimal("9.99"), 999),
    ]


def test_everything_else_has_a_reason(house: Books) -> None:
    rows = house.rows(
        "select client_id, project_id, is_listed, meter_id, reason, events, quantity from marts.fct_not_billed "
        "order by 1, 2, 4, 5"
    )

    assert rows == [
        ("acme", "none", True, "call", "failed", 2, 2),
        ("acme", "none", True, "call", "included", 2, 2),
        ("acme", "none", False, "call", "unlisted", 3, 3),
        ("acme", "none", True, "huge", "overflow", 2, 5),
        ("acme", "none", True, "none", "no_meter", 1, 0),
        ("acme", "none", True, "written", "no_price", 2, 5),
        ("acme", "shop", True, "call", "included", 3, 3),
        ("anonymous", "none", True, "call", "no_client", 2, 2),
        ("bolt", "none", True, "call", "outside_subscription", 6, 6),
    ]


def test_both_books_together_are_the_events_of_each_meter(house: Books) -> None:
    rows = house.rows(
        "select meter_id, sum(events)::int from ("
        "select meter_id, events from marts.fct_rated_usage where meter_id <> 'none' "
        "union all select meter_id, events from marts.fct_not_billed) as booked group by 1 order by 1"
    )

    # All 28 calls; the two that write are counted by three meters; one event by none.
    assert rows == [("call", 28), ("huge", 2), ("none", 1), ("written", 2)]
    assert house.rows("select sum(counted) from marts.fct_days_built") == [(29,)]


def test_a_line_is_divided_among_projects_by_what_they_used(house: Books) -> None:
    rows = house.rows(
        "select project_id, provider_id, price_id, events, quantity, billable_quantity, amount, amount_cents "
        "from marts.agg_billing_monthly order by 3, 1"
    )

    # 7 and 8 of 15: 1.05 x 7 / 15 = 0.49.
    assert rows == [
        ("none", "house", "basic call", 5, 7, 5, Decimal("0.49"), 49),
        ("shop", "house", "basic call", 5, 8, 5, Decimal("0.56"), 56),
        ("none", "none", "fee", 0, 1, 1, Decimal("9.99"), 999),
    ]


def test_plans_give_no_rights_where_there_are_no_features(house: Books) -> None:
    """So the marts of rights do not go stale when a plan comes and nobody builds them."""
    assert house.rows("select changes, built_through_no from marts.fct_rights_built") == [(0, 0)]

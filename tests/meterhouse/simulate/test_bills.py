"""The world's own arithmetic of bills, against amounts worked out by hand."""

from fractions import Fraction

import pytest

from meterhouse.simulate.billing import amount_of
from meterhouse.simulate.pricing import PRICES

BY_ID = {price["price_id"]: price for price in PRICES}


@pytest.mark.parametrize(
    ("price_id", "quantity", "share", "amount"),
    [
        ("starter-fee", 0, "1", "29"),
        ("starter-fee", 0, "1/4", "7.25"),
        ("starter-requests", 200, "1", "0"),
        ("starter-requests", 201, "1", "0.005"),
        # A quarter of the month has a quarter of what is included: 50.
        ("starter-requests", 201, "1/4", "0.755"),
        ("business-requests", 1000, "1", "4"),
        ("business-requests", 3000, "1", "7"),
        ("business-requests", 3000, "1/2", "5.75"),
        ("business-egress", 0, "1", "0"),
        ("business-egress", 1, "1/2", "0.05"),
        ("business-egress", 2_000_001, "1", "0.15"),
    ],
)
def test_a_price_makes_of_a_quantity_what_it_says(price_id: str, quantity: int, share: str, amount: str) -> None:
    assert amount_of(BY_ID[price_id], quantity, Fraction(share)) == Fraction(amount)

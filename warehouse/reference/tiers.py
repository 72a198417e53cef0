"""Tiers of a price: from 0 without a hole or an overlap up to any quantity."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from warehouse.reference.record import Money, Percent, from_json

Bound = Annotated[Decimal, Field(ge=0, lt=10**18, decimal_places=9)]


class Tier(BaseModel):
    """What is beyond the tier before it, up to `to` (included; none is without end).

    `unit` is the price of each unit of it, `rate_percent` the share of it, `flat` what reaching it costs.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)
    from_: Bound = Field(alias="from")
    to: Bound | None = None
    unit: Money = None
    rate_percent: Percent = None
    flat: Money = None


Tiers = Annotated[list[Tier] | None, BeforeValidator(from_json)]


def require_seamless(tiers: Sequence[Tier]) -> None:
    """Raises `ValueError` naming the tier where a quantity would be in none or in two.

    Tiers of whole units may be written 0 to 10, 11 to 20: what lies between 10 and 11 is of the second.
    """
    if not tiers:
        raise ValueError("there is no tier")
    if tiers[0].from_ != 0:
        raise ValueError(f"tier 1 begins with {tiers[0].from_}, not with 0")
    for number, (before, tier) in enumerate(pairwise(tiers), start=2):
        if before.to is None:
            raise ValueError(f"tier {number} lies beyond tier {number - 1}, which has no end")
        next_unit = before.to + 1 if before.to == before.to.to_integral_value() else before.to
        if tier.from_ not in (before.to, next_unit):
            kind = "overlaps" if tier.from_ < before.to else "leaves a hole after"
            raise ValueError(f"tier {number}, from {tier.from_}, {kind} tier {number - 1}, which ends with {before.to}")
    for number, tier in enumerate(tiers, start=1):
        if tier.to is not None and tier.to <= (tiers[number - 2].to or 0 if number > 1 else 0):
            raise ValueError(f"tier {number} ends with {tier.to}, before it begins")
    if tiers[-1].to is not None:
        raise ValueError(f"the last tier ends with {tiers[-1].to}: leave its to out, or more would have no price")

"""What usage costs: plans, and their prices, each by one charge model."""

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from warehouse.reference.record import Id, Maybe, Money, Percent, Quantity, Reference, Text, TimeBasis
from warehouse.reference.tiers import Tiers, require_seamless

ChargeModel = Literal[
    "recurring", "standard", "package", "graduated", "volume", "percentage", "graduated_percentage", "level"
]
MODELS: tuple[ChargeModel, ...] = get_args(ChargeModel)
LIMITS = ("discount_percent", "minimum", "maximum")
# The fields of each model: those it needs, and those it may have beside them.
TERMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "recurring": (("amount",), ("discount_percent",)),
    "standard": (("meter_id", "unit_amount"), ("included", *LIMITS)),
    "package": (("meter_id", "package_size", "package_amount"), ("free_units", *LIMITS)),
    "graduated": (("meter_id", "tiers"), ("included", *LIMITS)),
    "volume": (("meter_id", "tiers"), ("included", *LIMITS)),
    "percentage": (
        ("meter_id", "rate_percent"),
        ("fixed_amount", "free_events", "free_units", "event_minimum", "event_maximum", *LIMITS),
    ),
    "graduated_percentage": (("meter_id", "tiers"), ("included", *LIMITS)),
    "level": (("meter_id", "tiers"), LIMITS),
}
# What a tier of each model says beside its bounds.
TIER_TERMS = {
    "graduated": {"unit", "flat"},
    "volume": {"unit", "flat"},
    "graduated_percentage": {"rate_percent", "flat"},
    "level": {"flat"},
}


def _upper(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha() or text != text.upper():
        raise ValueError(f"{text!r} is no currency of ISO 4217, such as EUR")
    return text


Currency = Annotated[str, AfterValidator(_upper)]


class Plan(Reference):
    """Prices that belong together, all in one currency; `time_basis` says whose months its recurring fees are for."""

    id_fields = ("plan_id",)
    plan_id: Id
    name: Text
    currency: Currency
    time_basis: TimeBasis = "utc"


def _term() -> Any:
    return Field(default=None, validate_default=True)


class Price(Reference):
    """What a plan charges for a meter, or for each month; TERMS says which fields go with which charge model."""

    id_fields = ("price_id",)
    price_id: Id
    plan_id: Id
    name: Annotated[Text | None, Maybe] = None
    currency: Annotated[Currency | None, Maybe] = None
    model: ChargeModel
    meter_id: Annotated[Id | None, Maybe] = _term()
    amount: Money = _term()
    unit_amount: Money = _term()
    package_size: Annotated[Annotated[Decimal, Field(gt=0, lt=10**18, decimal_places=9)] | None, Maybe] = _term()
    package_amount: Money = _term()
    rate_percent: Percent = _term()
    fixed_amount: Money = _term()
    free_events: Annotated[Annotated[int, Field(ge=0, lt=10**12)] | None, Maybe] = _term()
    free_units: Quantity = _term()
    event_minimum: Money = _term()
    event_maximum: Money = _term()
    tiers: Tiers = _term()
    included: Quantity = _term()
    discount_percent: Annotated[Annotated[Decimal, Field(ge=0, le=100, decimal_places=9)] | None, Maybe] = _term()
    minimum: Money = _term()
    maximum: Money = _term()

    @property
    def needs_events(self) -> bool:
        """Whether the amount depends on single events, not on their sum alone."""
        by_event = (self.free_events, self.event_minimum, self.event_maximum)
        return any(value is not None for value in by_event) or bool(self.fixed_amount and self.free_units)

    @field_validator("meter_id", "amount", "unit_amount", "package_size", "package_amount", "rate_percent",
                     "fixed_amount", "free_events", "free_units", "event_minimum", "event_maximum", "tiers", "included",
                     "discount_percent", "minimum", "maximum")  # fmt: skip
    @classmethod
    def _goes_with_the_model(cls, value: Any, info: ValidationInfo) -> Any:
        model = info.data.get("model")
        if model is None:
            return value
        needed, allowed = TERMS[model]
        if value is None and info.field_name in needed:
            raise ValueError(f"a {model} price needs it")
        if value is not None and info.field_name not in (*needed, *allowed):
            raise ValueError(f"a {model} price has none; it has {', '.join((*needed, *allowed))}")
        return value

    @field_validator("tiers")
    @classmethod
    def _are_seamless(cls, value: Tiers, info: ValidationInfo) -> Tiers:
        for number, tier in enumerate(value or (), start=1):
            allowed = TIER_TERMS.get(info.data.get("model", ""), set())
            said = {name for name in ("unit", "rate_percent", "flat") if getattr(tier, name) is not None}
            if info.data.get("model") and said - allowed:
                word = f"a tier of it has {' and '.join(sorted(allowed))}"
                raise ValueError(f"tier {number} has {min(said - allowed)}: {word}")
        if value is not None:
            require_seamless(value)
        return value

    @field_validator("event_maximum", "maximum")
    @classmethod
    def _is_not_below_the_minimum(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        least = info.data.get(str(info.field_name).replace("maximum", "minimum"))
        if value is not None and least is not None and value < least:
            raise ValueError(f"{value} is below the minimum of {least}")
        return value

"""What is metered: which events count, and what of them is added up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from warehouse.events import OPERATION_NAMES, STATUS_RANGE
from warehouse.reference.record import Id, Maybe, Reference, Text, TimeBasis, empty_is_none, from_json

Aggregation = Literal["count", "sum", "max", "latest", "unique_count", "weighted_sum", "percentile"]
ATTRIBUTE = "attributes."
# What a filter may name beside `attributes.…`; a list is all that it may hold.
FILTERS: Mapping[str, tuple[str, ...] | None] = {
    **dict.fromkeys(("provider_id", "api_id", "endpoint", "method")),
    "operation": OPERATION_NAMES,
    "outcome": ("success", "client_error", "server_error"),
    **dict.fromkeys(("status_code", "event_type", "project_id", "dealer_id", "country", "region", "city")),
}
NUMBERS = ("quantity", "response_bytes", "request_bytes", "latency_us", "records_new", "records_changed",
           "records_total")  # fmt: skip
THINGS = ("user_key", "ip_key", "endpoint", "api_id", "project_id", "dealer_id", "country", "region", "city")
# Balances that go on from month to month. A weighted sum always is one.
CARRIED = ("count", "sum", "latest", "unique_count", "weighted_sum")
KEPT = ("sum", "latest")
Flag = Annotated[bool, BeforeValidator(lambda value: empty_is_none(value) or False)]


def _lists(value: Any) -> Any:
    """The filter with a list of texts for each name: `read` and `["read"]` are the same."""
    said = from_json(value)
    if not isinstance(said, Mapping):
        return {} if said is None else said
    return {name: _texts(given) for name, given in said.items()}


def _texts(given: Any) -> Any:
    values = given if isinstance(given, list) else [given]
    return [str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in values]


Filter = Annotated[dict[str, Annotated[list[Text], Field(min_length=1)]], BeforeValidator(_lists)]


class Meter(Reference):
    """Which events count (`filter`, by lists of values), and what is added up of them (`aggregation` of `value`).

    `carries_over`: the balance goes on from month to month. `keeps_events`: a price can look at each event's value.
    """

    id_fields = ("meter_id",)
    meter_id: Id
    name: Text
    aggregation: Aggregation
    value: Annotated[str | None, Maybe] = Field(default=None, validate_default=True)
    percentile: Annotated[Annotated[Decimal, Field(gt=0, le=100, decimal_places=6)] | None, Maybe] = Field(
        default=None, validate_default=True
    )
    filter: Filter = Field(default_factory=dict)
    time_basis: TimeBasis = "utc"
    carries_over: Flag = Field(default=False, validate_default=True)
    keeps_events: Flag = False

    @field_validator("value")
    @classmethod
    def _can_be_added_up(cls, value: str | None, info: ValidationInfo) -> str | None:
        aggregation = info.data.get("aggregation")
        if aggregation == "count" and value is not None:
            raise ValueError("a count has no value: it counts events")
        known = THINGS if aggregation == "unique_count" else NUMBERS
        if aggregation not in (None, "count") and value not in known and not _is_attribute(value):
            raise ValueError(f"a {aggregation} needs one of {', '.join(known)}, or {ATTRIBUTE}NAME; not {value!r}")
        return value

    @field_validator("percentile")
    @classmethod
    def _is_of_a_percentile(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        aggregation = info.data.get("aggregation")
        if aggregation is not None and (aggregation == "percentile") == (value is None):
            raise ValueError(f"a {aggregation} {'needs it' if value is None else 'has none'}")
        return value

    @field_validator("filter")
    @classmethod
    def _is_known(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for name, given in value.items():
            if name not in FILTERS and not _is_attribute(name):
                raise ValueError(f"events have no {name!r}; they have {', '.join(FILTERS)}, and {ATTRIBUTE}NAME")
            allowed = FILTERS.get(name)
            if wrong := [one for one in given if allowed and one not in allowed]:
                raise ValueError(f"there is no {name} {wrong[0]!r}; there are {', '.join(allowed or ())}")
            if name == "status_code" and not all(_is_status(one) for one in given):
                raise ValueError(f"a status_code is a number from {STATUS_RANGE[0]} to {STATUS_RANGE[1]}")
        return value

    @field_validator("carries_over")
    @classmethod
    def _can_go_on(cls, value: bool, info: ValidationInfo) -> bool:
        aggregation = info.data.get("aggregation")
        if value and aggregation is not None and aggregation not in CARRIED:
            raise ValueError(f"a {aggregation} begins anew each month; {', '.join(CARRIED)} can go on")
        return value or aggregation == "weighted_sum"

    @field_validator("keeps_events")
    @classmethod
    def _adds_up(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("aggregation") not in KEPT:
            raise ValueError(f"only a {' or a '.join(KEPT)} can keep the values of its events")
        return value


def _is_attribute(name: str | None) -> bool:
    return name is not None and name.startswith(ATTRIBUTE) and len(name) > len(ATTRIBUTE)


def _is_status(text: str) -> bool:
    return text.isascii() and text.isdecimal() and STATUS_RANGE[0] <= int(text) <= STATUS_RANGE[1]


AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)

"""What every record of reference data has, and the types of its fields."""

import json
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

# What stands in a mart where usage names nobody.
RESERVED = "none"


def empty_is_none(value: Any) -> Any:
    """None in place of a text without a sign, which is how CSV says nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone such as Europe/Berlin")
    return name


def _free_id(text: str) -> str:
    if text == RESERVED:
        raise ValueError(f"{RESERVED!r} is what stands where usage names nobody, and can be no id")
    return text


def from_json(value: Any) -> Any:
    """What a text says as JSON, its numbers exact; a value that is no text as it is."""
    if not isinstance(value, str) or not value.strip():
        return empty_is_none(value)
    try:
        return json.loads(value, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise ValueError("is no JSON") from None


Text = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Id = Annotated[Text, AfterValidator(_free_id)]
Maybe = BeforeValidator(empty_is_none)
Zone = Annotated[str, BeforeValidator(lambda value: empty_is_none(value) or "UTC"), AfterValidator(_known_zone)]
# In whose calendar a month begins and ends: UTC's or the client's own.
TimeBasis = Annotated[Literal["utc", "local"], BeforeValidator(lambda value: empty_is_none(value) or "utc")]
# Exact. Twelve decimals, so that a thousandth of a cent for a million is still a number; below what a bill can hold.
Money = Annotated[Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=12)] | None, Maybe]
Quantity = Annotated[Annotated[Decimal, Field(ge=0, lt=10**18, decimal_places=9)] | None, Maybe]
Percent = Annotated[Annotated[Decimal, Field(ge=0, le=1000, decimal_places=9)] | None, Maybe]
# The bounds belong to the number alone: of nothing they would be asked in vain.
Amount = Annotated[Annotated[float, Field(ge=0, lt=10**18, allow_inf_nan=False)] | None, Maybe]
Year = Annotated[Annotated[int, Field(ge=1900, le=2100)] | None, Maybe]


class Reference(BaseModel):
    """A record of reference data.

    It holds from `effective_at` on; without one, the first of its id from the beginning and a later one from when it
    was learned. `is_deleted` ends what it is about; usage from before then keeps it.
    """

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    id_fields: ClassVar[tuple[str, ...]] = ()
    subject_fields: ClassVar[tuple[str, ...] | None] = None
    effective_at: Annotated[AwareDatetime | None, Maybe] = None
    is_deleted: Annotated[bool, BeforeValidator(lambda value: empty_is_none(value) or False)] = False

    @property
    def record_id(self) -> str:
        """What the record is about, unique within its kind: its id fields, joined by slashes."""
        return self._joined(self.id_fields)

    @property
    def subject(self) -> str:
        """The id by which usage names it; of a user, the ledger puts the key in its place."""
        return self._joined(self.id_fields if self.subject_fields is None else self.subject_fields)

    def payload(self) -> dict[str, Any]:
        """All but the time, as stored."""
        return self.model_dump(mode="json", exclude={"effective_at"})

    def _joined(self, names: tuple[str, ...]) -> str:
        *first, last = (str(getattr(self, name)) for name in names)
        # Escaped, so that no two records share an id; the last may be a path.
        return "/".join([*(text.replace("%", "%25").replace("/", "%2F") for text in first), last])

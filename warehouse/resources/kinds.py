"""What a record of the open/close ledger holds, by kind, and by what the same one is known again."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.errors import LoadRefused, RecordRefused
from warehouse.events import QuarantineReason
from warehouse.resources.fields import Cents, Currency, Description, Id, Instant, Name, Qty, Uuid, one_of

# A time that is not given: from the beginning.
BEGINNING = "-infinity"


class Record(BaseModel):
    """A record of the ledger; the same identity with the same content is the same record."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)
    table: ClassVar[str]
    identity: ClassVar[tuple[str, ...]]
    # How a record of two halves begins and ends; the state is then part of its identity.
    states: ClassVar[tuple[str, str] | None] = None
    # Whether a file keeps its good lines where others are wrong; else it is refused whole.
    keeps_good_lines: ClassVar[bool] = False

    def row(self) -> dict[str, Any]:
        """Its columns, fit for JSON; instants in UTC, numbers as text."""
        return self.model_dump(mode="json")

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record that a row of its table holds."""
        return cls.model_validate({name: row[name] for name in cls.model_fields if row[name] not in (None, BEGINNING)})


class ProvidersRecord(Record):
    """A record of a provider; every other id in it is one of this provider's."""

    provider_id: Id


class Provider(ProvidersRecord):
    """Who may put records; without a name it is called by its id."""

    table = "providers"
    identity = ("provider_id",)
    name: Name | None = None


class RateCode(ProvidersRecord):
    """What an hour or a month of something costs, in cents, for ever; without a slug it gets one of its content."""

    table = "rate_codes"
    identity = ("provider_id", "slug")
    slug: Id | None = None
    rate_cents: Cents
    rate_period: Annotated[Literal["hour", "month"], one_of("hour", "month")]
    currency: Currency = "USD"
    product_group: Name | None = None
    product_name: Name | None = None

    def row(self) -> dict[str, Any]:
        """Its columns, the slug among them: asking for the same code again gives the same."""
        row = super().row()
        return {**row, "slug": self.slug or str(digest_of({**row, "slug": None}))}


class BillableEvent(ProvidersRecord):
    """The opening or the closing of something that costs; a close needs no more than its id and its time."""

    table = "billable_events"
    identity = ("provider_id", "event_id")
    states = ("open", "close")
    keeps_good_lines = True
    event_id: Uuid
    state: Annotated[Literal["open", "close"], one_of("open", "close")]
    happened_at: Instant = Field(alias="time")
    resource_id: Id | None = None
    rate_code: Id | None = None
    qty: Qty | None = None
    product_name: Name | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _open_says_what(self) -> Self:
        _require(self, "open", "resource_id", "rate_code")
        return self

    def row(self) -> dict[str, Any]:
        """Its columns; what is opened has a quantity of 1 unless it says another."""
        row = super().row()
        return {**row, "qty": "1"} if self.state == "open" and self.qty is None else row


class ResourceOwnership(ProvidersRecord):
    """From when, or until when, an owner has a resource."""

    table = "resource_ownerships"
    identity = ("provider_id", "ownership_id")
    states = ("active", "inactive")
    keeps_good_lines = True
    ownership_id: Uuid
    state: Annotated[Literal["active", "inactive"], one_of("active", "inactive")]
    happened_at: Instant = Field(alias="time")
    resource_id: Id | None = None
    owner_id: Id | None = None

    @model_validator(mode="after")
    def _active_says_whose(self) -> Self:
        _require(self, "active", "resource_id", "owner_id")
        return self


class AccountLink(ProvidersRecord):
    """Which client an owner is, and who pays for it, from then on; without a payer the client pays."""

    table = "account_links"
    identity = ("provider_id", "owner_id", "valid_from")
    owner_id: Id
    client_id: Id
    payer_id: Id | None = None
    valid_from: Instant | None = None

    def row(self) -> dict[str, Any]:
        """Its columns; without a time it holds from the beginning."""
        row = super().row()
        return {**row, "payer_id": self.payer_id or self.client_id, "valid_from": row["valid_from"] or BEGINNING}


KINDS: dict[str, type[Record]] = {
    kind.table: kind for kind in (Provider, RateCode, BillableEvent, ResourceOwnership, AccountLink)
}


def kind_of(name: str) -> type[Record]:
    """The kind of that name; raises `LoadRefused` naming those there are."""
    if name not in KINDS:
        raise LoadRefused("unknown_kind", f"There is no kind of record {name!r}; there are {', '.join(KINDS)}.")
    return KINDS[name]


def read_record(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """The values as a record; raises `RecordRefused` naming the first field that is wrong."""
    try:
        return kind.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    field = str(fault["loc"][0]) if fault["loc"] else "record"
    if fault["type"] == "missing":
        raise RecordRefused(QuarantineReason.MISSING_FIELD, field, "is missing")
    if fault["type"] == "extra_forbidden":
        detail = f"is no field of {kind.table}; there are {', '.join(field_names(kind))}"
        raise RecordRefused(QuarantineReason.WRONG_VALUE, field, detail)
    reason = fault["type"] if fault["type"] in set(QuarantineReason) else QuarantineReason.WRONG_VALUE
    raise RecordRefused(reason, field, fault["msg"])


def field_names(kind: type[Record]) -> list[str]:
    """The fields under the names by which they are given."""
    return [field.alias or name for name, field in kind.model_fields.items()]


def stored_row(record: Record) -> dict[str, Any]:
    """The columns of the record with the digest by which the same content is known again."""
    row = record.row()
    return {**row, "content_digest": str(digest_of(row))}


def digest_of(row: Mapping[str, Any]) -> UUID:
    """By what the same content is known again."""
    return UUID(bytes=hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()[:16])


def _require(record: BillableEvent | ResourceOwnership, state: str, *names: str) -> None:
    for name in names:
        if record.state == state and getattr(record, name) is None:
            raise RecordRefused(QuarantineReason.MISSING_FIELD, name, f"is missing; {state} needs it")

"""What a record of each kind must hold; a file with a wrong one is refused whole."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

# What stands in a mart where usage names nobody.
RESERVED = "none"


def _empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone such as Europe/Berlin")
    return name


def _free_id(text: str) -> str:
    if text == RESERVED:
        raise ValueError(f"{RESERVED!r} is what stands where usage names nobody, and can be no id")
    return text


Text = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Id = Annotated[Text, AfterValidator(_free_id)]
Maybe = BeforeValidator(_empty_is_none)
Zone = Annotated[str, BeforeValidator(lambda value: _empty_is_none(value) or "UTC"), AfterValidator(_known_zone)]
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
    is_deleted: Annotated[bool, BeforeValidator(lambda value: _empty_is_none(value) or False)] = False

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


class Client(Reference):
    """An account that consumes and pays; `time_zone` gives its local dates, `agency_id` the client above it."""

    id_fields = ("client_id",)
    client_id: Id
    name: Text
    kind: Annotated[Text | None, Maybe] = None
    agency_id: Annotated[Id | None, Maybe] = None
    time_zone: Zone = "UTC"


class Project(Reference):
    """A project of a client."""

    id_fields = ("project_id",)
    project_id: Id
    client_id: Id
    name: Text


class Dealer(Reference):
    """One whose records are fetched; the id is usually a UUID, `code` what people call it by."""

    id_fields = ("dealer_id",)
    dealer_id: Id
    name: Text
    code: Annotated[Text | None, Maybe] = None


class User(Reference):
    """A person or key behind a client: the same name at two clients is two persons."""

    id_fields = ("client_id", "user_id")
    user_id: Id
    client_id: Id
    birth_year: Year = None
    gender: Annotated[Text | None, Maybe] = None
    income: Amount = None
    spend: Amount = None


class Provider(Reference):
    """Who runs APIs: the house itself, or a third-party developer."""

    id_fields = ("provider_id",)
    provider_id: Id
    name: Text


class Api(Reference):
    """A provider's product."""

    id_fields = ("provider_id", "api_id")
    provider_id: Id
    api_id: Id
    name: Text


class Endpoint(Reference):
    """A route template of an API."""

    id_fields = ("provider_id", "api_id", "endpoint")
    provider_id: Id
    api_id: Id
    endpoint: Text
    name: Text


class Listing(Reference):
    """A period in which an API is on the marketplace, `[listed_from, listed_until)`; open without an end."""

    id_fields = ("provider_id", "api_id", "listed_from")
    subject_fields = ("provider_id", "api_id")
    provider_id: Id
    api_id: Id
    listed_from: AwareDatetime
    listed_until: Annotated[AwareDatetime | None, Maybe] = None

    @property
    def record_id(self) -> str:
        """API and beginning, as an instant: the same period however its zone is written."""
        return f"{self.subject}/{self.listed_from.timestamp():.6f}"

    @model_validator(mode="after")
    def _has_one_clock(self) -> Self:
        if self.effective_at is not None:
            raise ValueError("a listing has no effective_at: it holds from listed_from until listed_until")
        if self.listed_until is not None and not self.listed_from < self.listed_until:
            raise ValueError(f"listed_until {_shown(self.listed_until)} is not after {_shown(self.listed_from)}")
        return self


def _shown(instant: datetime) -> str:
    return instant.isoformat()


KINDS: dict[str, type[Reference]] = {
    "clients": Client,
    "projects": Project,
    "dealers": Dealer,
    "users": User,
    "providers": Provider,
    "apis": Api,
    "endpoints": Endpoint,
    "listings": Listing,
}

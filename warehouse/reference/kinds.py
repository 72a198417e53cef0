"""What a record of each kind must hold; a file with a wrong one is refused whole."""

from typing import Annotated, Any, ClassVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def _empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone such as Europe/Berlin")
    return name


Text = Annotated[str, Field(min_length=1, max_length=500)]
Maybe = BeforeValidator(_empty_is_none)
Zone = Annotated[str, BeforeValidator(lambda value: _empty_is_none(value) or "UTC"), AfterValidator(_known_zone)]


class Reference(BaseModel):
    """A record of reference data; without `effective_at` it holds from the beginning."""

    model_config = ConfigDict(extra="forbid")
    id_fields: ClassVar[tuple[str, ...]] = ()
    effective_at: Annotated[AwareDatetime | None, Maybe] = None

    @property
    def record_id(self) -> str:
        """What the record is about, unique within its kind: its id fields, joined by slashes."""
        return "/".join(str(getattr(self, name)) for name in self.id_fields)

    def payload(self) -> dict[str, Any]:
        """All but the time, as stored."""
        return self.model_dump(mode="json", exclude={"effective_at"})


class Client(Reference):
    """An account that consumes and pays; `time_zone` gives its local dates."""

    id_fields = ("client_id",)
    client_id: Text
    name: Text
    kind: Annotated[str | None, Maybe] = None
    time_zone: Zone = "UTC"


class Project(Reference):
    """A project of a client."""

    id_fields = ("project_id",)
    project_id: Text
    client_id: Text
    name: Text


class Dealer(Reference):
    """One whose records are fetched."""

    id_fields = ("dealer_id",)
    dealer_id: Text
    name: Text
    code: Annotated[str | None, Maybe] = None


class User(Reference):
    """A person or key behind a client: the same name at two clients is two persons."""

    id_fields = ("client_id", "user_id")
    user_id: Text
    client_id: Text
    birth_year: Annotated[int | None, Maybe, Field(ge=1900, le=2100)] = None
    gender: Annotated[str | None, Maybe] = None
    income: Annotated[float | None, Maybe, Field(ge=0)] = None
    spend: Annotated[float | None, Maybe, Field(ge=0)] = None


class Endpoint(Reference):
    """A route template of an API."""

    id_fields = ("provider_id", "api_id", "endpoint")
    provider_id: Text
    api_id: Text
    endpoint: Text
    name: Text


KINDS: dict[str, type[Reference]] = {
    "clients": Client,
    "projects": Project,
    "dealers": Dealer,
    "users": User,
    "endpoints": Endpoint,
}

"""What a record of each kind must hold; a file with a wrong one is refused whole."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, model_validator

from warehouse.reference.features import Feature, PlanFeature
from warehouse.reference.meters import Meter
from warehouse.reference.prices import Plan, Price
from warehouse.reference.record import Amount, Id, Maybe, Reference, Text, Year, Zone
from warehouse.reference.subscriptions import Subscription


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
    "meters": Meter,
    "plans": Plan,
    "prices": Price,
    "subscriptions": Subscription,
    "features": Feature,
    "plan_features": PlanFeature,
}

"""Who pays by which plan, and when."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, ValidationInfo, field_validator

from warehouse.events import ANONYMOUS
from warehouse.reference.record import Id, Maybe, Reference


def _named(client_id: str) -> str:
    if client_id == ANONYMOUS:
        raise ValueError(f"{client_id!r} is whom usage without a client belongs to; it is never billed")
    return client_id


class Subscription(Reference):
    """A client pays by a plan from `starts_at` until `ends_at` (not included; none is until further notice).

    Of start and end the last word counts; another plan holds from the `effective_at` of the record that names it.
    """

    id_fields = ("subscription_id",)
    subject_fields = ("client_id",)
    subscription_id: Id
    client_id: Annotated[Id, AfterValidator(_named)]
    plan_id: Id
    starts_at: AwareDatetime
    ends_at: Annotated[AwareDatetime | None, Maybe] = Field(default=None)

    @field_validator("ends_at")
    @classmethod
    def _comes_after_the_start(cls, value: AwareDatetime | None, info: ValidationInfo) -> AwareDatetime | None:
        start = info.data.get("starts_at")
        if value is not None and start is not None and value <= start:
            raise ValueError(f"{value.isoformat()} is not after starts_at {start.isoformat()}")
        return value

"""What is reported of a feature's use: by how much it grew, what it is, or whether it is switched on."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import Field, model_validator

from warehouse.errors import RecordRefused
from warehouse.events import QuarantineReason
from warehouse.instants import write_instant
from warehouse.resources.fields import Flag, Id, Increment, Instant, Level, Name
from warehouse.resources.kinds import Record, digest_of

WHAT = ("increment", "quantity", "is_enabled")


class FeatureChange(Record):
    """A change of what a client uses of a feature, at an instant; without one, at that in which it is put.

    `increment` adds to what there was, `quantity` is all there is, `is_enabled` switches. The `key` is the sender's
    own: the same one of a client is the same change. Without a subscription it is of the one that started first.
    """

    table = "feature_changes"
    identity = ("client_id", "change_id")
    change_key: Name | None = Field(default=None, alias="key")
    client_id: Id
    subscription_id: Id | None = None
    feature_id: Id
    happened_at: Instant | None = Field(default=None, alias="time")
    increment: Increment | None = None
    quantity: Level | None = None
    is_enabled: Flag | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "FeatureChange":
        said = [name for name in WHAT if getattr(self, name) is not None]
        if not said:
            detail = f"is missing; a change has one of {', '.join(WHAT)}"
            raise RecordRefused(QuarantineReason.MISSING_FIELD, WHAT[0], detail)
        if len(said) > 1:
            raise RecordRefused(QuarantineReason.WRONG_VALUE, said[1], f"stands beside {said[0]}; a change has one")
        return self

    @property
    def is_known_again(self) -> bool:
        """Whether it can be sent twice and is one change: an increment only by its key."""
        return self.increment is None or self.change_key is not None


def require_past(change: FeatureChange, now: datetime) -> None:
    """Raises `RecordRefused` for a change that has not happened yet."""
    if change.happened_at is not None and change.happened_at > now:
        detail = f"{write_instant(change.happened_at)} is in the future; it is {write_instant(now)}"
        raise RecordRefused(QuarantineReason.IMPOSSIBLE_DATE, "time", detail)


def stored_row(change: FeatureChange, now: datetime) -> dict[str, Any]:
    """The columns of the change, with by what it and its content are known again.

    With a key the content is what was sent: an instant that was left out is none of it. Without one a quantity or a
    switch is known by its content, and each increment is one of its own.
    """
    sent = change.row()
    row = {**sent, "happened_at": sent["happened_at"] or write_instant(now)}
    if change.change_key is not None:
        change_id = digest_of({"client_id": change.client_id, "key": change.change_key})
        return {**row, "change_id": str(change_id), "content_digest": str(digest_of(sent))}
    digest = digest_of(row)
    change_id = digest if change.is_known_again else uuid4()
    return {**row, "change_id": str(change_id), "content_digest": str(digest)}

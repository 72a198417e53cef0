"""The catalogue of what usage can be split and filtered by."""

from dataclasses import dataclass
from typing import Literal, LiteralString

Kind = Literal["text", "integer", "date", "hour"]
TimeBasis = Literal["utc", "local"]


@dataclass(frozen=True)
class Label:
    """Where the readable value behind a key stands; a key without a row is shown as it is.

    The table has one row per key, or, if it `is_versioned`, one that is current.
    """

    dimension: LiteralString
    value: LiteralString
    is_versioned: bool = False


@dataclass(frozen=True)
class Dimension:
    """One way to split usage: a column that marts bear under that name, and how a value is made of it.

    `local_column` is the same in the client's own time; `expression` has `{}` for the column; `label` names the
    dimension table that turns the column, a key, into the value.
    """

    name: LiteralString
    kind: Kind
    column: LiteralString
    description: str
    local_column: LiteralString | None = None
    expression: LiteralString = "{}"
    label: Label | None = None

    def column_in(self, basis: TimeBasis) -> LiteralString:
        """The mart column it stands on."""
        return self.local_column if basis == "local" and self.local_column is not None else self.column

    @property
    def is_time(self) -> bool:
        """Whether its values lie on the calendar."""
        return self.kind in ("date", "hour")


_CATALOGUE = (
    Dimension("usage_date", "date", "usage_date", "The day of the use.", "local_date"),
    Dimension("hour", "hour", "usage_hour_at", "The hour of the use, by its start.", "local_hour_at"),
    Dimension(
        "week", "date", "usage_date", "The ISO week of the use, by its Monday.", "local_date",
        "date_trunc('week', {}::timestamp)::date",
    ),
    Dimension(
        "month", "date", "usage_date", "The calendar month of the use, by its first day.", "local_date",
        "date_trunc('month', {}::timestamp)::date",
    ),
    Dimension("provider", "text", "provider_id", "Who runs the API."),
    Dimension("api", "text", "api_id", "The provider's product; ids are the provider's own."),
    Dimension("endpoint", "text", "endpoint", "The route template within the API."),
    Dimension("operation", "text", "operation", "read, write, edit, delete or other."),
    Dimension("outcome", "text", "outcome", "success (below 400), client_error (4xx) or server_error (5xx)."),
    Dimension("status_code", "integer", "status_code", "The HTTP status; 0 if the event carries none."),
    Dimension("client", "text", "client_id", "The account that consumes; anonymous if the event names none."),
    Dimension("agency", "text", "agency_id", "The client above the client at the time; none without one."),
    Dimension("project", "text", "project_id", "The client's project; ids are the client's own, none without one."),
    Dimension(
        "user", "text", "user_key", "The client's user; ids are the client's own, none without one.",
        label=Label("dim_users", "user_id", is_versioned=True),
    ),
    Dimension("dealer", "text", "dealer_id", "Whose records were fetched; none without one."),
    Dimension("ip", "text", "ip_key", "The address the request came from; none without one.",
              label=Label("dim_ips", "ip")),
    Dimension("age_band", "text", "age_band", "The user's age in the year of the use, or unknown."),
    Dimension("gender", "text", "gender", "The user's gender, in the client's own words, or unknown."),
    Dimension("income_band", "text", "income_band", "The user's income at the time, or unknown."),
    Dimension("spend_band", "text", "spend_band", "The user's spend at the time, or unknown."),
    Dimension("country", "text", "country", "Country of the event; unknown if neither it nor its address tells."),
    Dimension("region", "text", "region", "Region of the event, or unknown."),
    Dimension("city", "text", "city", "City of the event, or unknown."),
)  # fmt: skip

DIMENSIONS: dict[str, Dimension] = {dimension.name: dimension for dimension in _CATALOGUE}

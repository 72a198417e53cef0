"""What a plausible load looks like: limits on the columns of its profile, the house's own and a source's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

SENTENCES = {
    "quarantined_share": "share of lines that cannot be counted",
    "hours_ahead": "hours that the newest event lies ahead of its load",
    "volume_ratio": "busiest day, as a multiple of the usual day",
    "status_code_least": "smallest HTTP status",
    "status_code_greatest": "greatest HTTP status",
    "status_code_null_share": "share of records without a status",
    "client_id_null_share": "share of records without a client",
    "project_id_null_share": "share of records without a project",
    "user_id_null_share": "share of records without a user",
    "dealer_id_null_share": "share of records without a dealer",
    "ip_null_share": "share of records without an IP address",
    "latency_us_null_share": "share of records without a latency",
    "response_bytes_null_share": "share of records without a response size",
}


@dataclass(frozen=True)
class Limit:
    """One expectation: a column of the profile and the least and most it may be; no bound is no limit."""

    column: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def sentence(self) -> str:
        """What the column says, for a person."""
        return SENTENCES[self.column]

    @property
    def is_bounded(self) -> bool:
        """Whether anything at all is expected of the column."""
        return self.at_least is not None or self.at_most is not None

    @property
    def allowed(self) -> str:
        """The bounds, for a person."""
        bounds = {"at least": self.at_least, "at most": self.at_most}
        return ", ".join(f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None)


HOUSE_LIMITS = (
    # Above a few percent the mapping or the format is wrong, not a line.
    Limit("quarantined_share", at_most=0.05),
    # Clocks differ by minutes; an event further ahead has a wrong time zone or unit.
    Limit("hours_ahead", at_most=24),
    # Usage swings by the hour and the weekday and grows; ten usual days in one is a mistake or an attack.
    Limit("volume_ratio", at_most=10),
)


def limits_of(expectations: Mapping[str, float] | None) -> list[Limit]:
    """A limit for every column: the source's own (`<column>_max`, `<column>_min`), else the house's, else unbounded."""
    limits = {column: Limit(column) for column in SENTENCES} | {limit.column: limit for limit in HOUSE_LIMITS}
    for name, bound in (expectations or {}).items():
        column, _, side = name.rpartition("_")
        before = limits[column]
        limits[column] = replace(before, at_most=bound) if side == "max" else replace(before, at_least=bound)
    return list(limits.values())

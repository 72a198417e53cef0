"""The public marts a usage report may read, cheapest first, each with the columns that decide what it can answer."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import LiteralString

MAX_EVENT_DAYS = 31

DIMENSIONS = frozenset(
    {
        "usage_date", "local_date", "provider_id", "api_id", "endpoint", "operation", "outcome", "status_code",
        "client_id", "agency_id", "project_id", "dealer_id", "country", "region", "city", "is_listed",
    }
)  # fmt: skip
# What is known of a user, in bands.
ATTRIBUTES = ("age_band", "gender", "income_band", "spend_band")
USERS = frozenset({"user_key", *ATTRIBUTES})
SUMS = frozenset(
    {
        "requests", "request_bytes", "response_bytes", "latency_us_total", "latency_requests", "records_new",
        "records_changed", "quantity",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Mart:
    """A table of schema `marts`: its columns, whether it is a latency histogram, and the days it may be asked for."""

    name: LiteralString
    columns: frozenset[str]
    is_histogram: bool = False
    max_days: int | None = None

    def holds(self, columns: AbstractSet[str]) -> bool:
        """Whether its grain and measures contain all of `columns`."""
        return self.columns >= columns


# In this order the first that holds what is asked is the one with the fewest rows.
MARTS: tuple[Mart, ...] = (
    Mart(
        "agg_client_usage_daily",
        SUMS
        | {"usage_date", "local_date", "provider_id", "client_id", "is_listed"}
        | {"successes", "client_errors", "server_errors"},
    ),
    Mart(
        "agg_dealer_usage_daily",
        frozenset({"usage_date", "local_date", "provider_id", "client_id", "dealer_id", "is_listed"})
        | {"requests", "records_new", "records_changed"},
    ),
    Mart("fct_usage_daily", DIMENSIONS | SUMS),
    Mart("fct_latency_daily", DIMENSIONS | {"latency_bucket"}, is_histogram=True),
    Mart("fct_usage_hourly", DIMENSIONS | SUMS | {"usage_hour_at", "local_hour_at"}),
    Mart("fct_user_usage_daily", DIMENSIONS | SUMS | USERS),
    Mart("fct_ip_usage_daily", DIMENSIONS | SUMS | {"ip_key"}),
    Mart(
        "fct_usage_events",
        DIMENSIONS | SUMS | USERS | {"usage_hour_at", "local_hour_at", "ip_key", "latency_us"},
        max_days=MAX_EVENT_DAYS,
    ),
)

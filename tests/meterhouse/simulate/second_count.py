"""The tables of a world's truth, made from recounted records with dictionaries and sorted lists."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.meterhouse.simulate.annotating import client_of
from tests.meterhouse.simulate.recount import Record

SUMS = ("request_bytes", "response_bytes", "records_new", "records_changed")
ATTRIBUTES = ("age_band", "gender", "income_band", "spend_band")
Rows = list[dict[str, Any]]
Table = Callable[[list[Record]], Rows]


def measures(records: list[Record]) -> dict[str, Any]:
    """The columns of `UsageTruth.totals`."""
    latencies = sorted(record["latency_us"] for record in records if record.get("latency_us") is not None)
    sums = {name: sum(record.get(name, 0) for record in records) for name in SUMS}
    return {
        "requests": len(records),
        "successes": sum(record["status"] < 400 for record in records),
        "client_errors": sum(400 <= record["status"] < 500 for record in records),
        "server_errors": sum(record["status"] >= 500 for record in records),
        **sums,
        "records_total": sums["records_new"] + sums["records_changed"],
        "latency_us_total": sum(latencies),
        "latency_requests": len(latencies),
        **{f"latency_p{p}_us": nearest_rank(latencies, p) for p in (50, 95, 99)},
        "quantity": f"{sum((Decimal(str(r['quantity'])) for r in records if 'quantity' in r), Decimal()):.3f}",
        "unique_users": unique_users(records),
        "unique_ips": len({record["ip"] for record in records}),
    }


def unique_users(records: list[Record]) -> int:
    """The same name at two clients is two users."""
    return len({(client_of(record), record["user"]) for record in records if "user" in record})


def nearest_rank(ordered: list[int], percent: int) -> int | None:
    """The smallest value that `percent` of 100 do not exceed; none of no values."""
    return ordered[math.ceil(Fraction(percent * len(ordered), 100)) - 1] if ordered else None


def days(records: list[Record]) -> Rows:
    """`UsageTruth.usage_days`."""
    by_day = defaultdict(list)
    for record in records:
        by_day[record["usage_date"]].append(record)
    return [{"usage_date": day, **measures(of_day)} for day, of_day in sorted(by_day.items())]


def ledger_days(records: list[Record], stored: Counter[str]) -> Rows:
    """`Truth.ledger_days`."""
    counted = Counter(record["usage_date"] for record in records)
    return [
        {"usage_date": day, "stored": stored[day], "counted": counted[day], "repeated": stored[day] - counted[day]}
        for day in sorted(counted)
    ]


def grouped(records: Iterable[Record], sums: tuple[str, ...] = (), **keys: str | Callable[[Record], Any]) -> Rows:
    """Requests and sums per combination of the keys, each a field or made of the record, in order of the keys."""
    groups = defaultdict(list)
    for record in records:
        groups[tuple(record[key] if isinstance(key, str) else key(record) for key in keys.values())].append(record)
    return [
        {**dict(zip(keys, group, strict=True)), "requests": len(of_group),
         **{name: sum(record.get(name, 0) for record in of_group) for name in sums}}
        for group, of_group in sorted(groups.items())
    ]  # fmt: skip


def by_both_dates(**keys: str) -> Table:
    """A table by UTC date and local date."""
    dates = {"usage_date": "usage_date", "local_date": "local_date"}
    return lambda records: grouped(records, ("response_bytes",), **dates, **keys)


def dealer_days(records: list[Record]) -> Rows:
    """`UsageTruth.dealer_days`."""
    sums = ("records_new", "records_changed", "records_total")
    about_dealers = [
        {**record, "records_total": record.get("records_new", 0) + record.get("records_changed", 0)}
        for record in records
        if "dealer" in record
    ]
    return grouped(about_dealers, sums, usage_date="usage_date", dealer_id="dealer")


def attribute_users(records: list[Record]) -> Rows:
    """`UsageTruth.attribute_users`."""
    return [
        {
            "attribute": attribute,
            "value": value,
            "unique_users": unique_users([record for record in records if record[attribute] == value]),
        }
        for attribute in ATTRIBUTES
        for value in sorted({record[attribute] for record in records})
    ]


# The tables of `UsageTruth` by name, made of annotated records.
TABLES: dict[str, Table] = {
    "usage_days": days,
    "usage_hours": lambda records: grouped(records, usage_hour_at=lambda r: f"{r['at']:%Y-%m-%dT%H:00:00Z}"),
    "client_days": lambda records: grouped(
        records, ("response_bytes",), usage_date="usage_date", client_id=client_of
    ),
    "client_local_days": lambda records: grouped(records, local_date="local_date", client_id=client_of),
    "projects": lambda records: grouped(records, ("response_bytes",), project_id=lambda r: r.get("project", "none")),
    "status_codes": lambda records: grouped(records, ("response_bytes",), status_code="status"),
    "operations": lambda records: grouped(records, operation="operation"),
    "providers": lambda records: grouped(records, provider_id="provider"),
    "dealer_days": dealer_days,
    "endpoints": lambda records: grouped(
        (record for record in records if record["route"] != "other"),
        provider_id="provider", api_id="api", endpoint="route",
    ),
    "api_days": by_both_dates(provider_id="provider", api_id="api"),
    "agency_days": by_both_dates(agency_id="agency"),
    "place_days": by_both_dates(country="in_country", region="in_region", city="in_city"),
    **{f"{attribute}_days": by_both_dates(**{attribute: attribute}) for attribute in ATTRIBUTES},
    "attribute_users": attribute_users,
}  # fmt: skip

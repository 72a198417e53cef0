"""The tables of a world's truth, made from recounted records with dictionaries and sorted lists."""

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.meterhouse.simulate.recount import Record

OPERATIONS = {"GET": "read", "HEAD": "read", "OPTIONS": "read", "POST": "write", "PUT": "edit", "PATCH": "edit"}
SUMS = ("request_bytes", "response_bytes", "records_new", "records_changed")
Rows = list[dict[str, Any]]


def day_of(record: Record) -> str:
    """UTC date."""
    return f"{record['at']:%Y-%m-%d}"


def client_of(record: Record) -> str:
    """Client, or the reserved one for none."""
    return str(record.get("client", "anonymous"))


def measures(records: list[Record]) -> dict[str, Any]:
    """The columns of `Truth.totals`."""
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
        "unique_users": len({(client_of(record), record["user"]) for record in records if "user" in record}),
        "unique_ips": len({record["ip"] for record in records}),
    }


def nearest_rank(ordered: list[int], percent: int) -> int | None:
    """The smallest value that `percent` of 100 do not exceed; none of no values."""
    return ordered[math.ceil(Fraction(percent * len(ordered), 100)) - 1] if ordered else None


def days(records: list[Record], stored: Counter[str]) -> Rows:
    """`Truth.usage_days`."""
    by_day = defaultdict(list)
    for record in records:
        by_day[day_of(record)].append(record)
    return [
        {"usage_date": day, **measures(of_day), "stored": stored[day], "counted": len(of_day),
         "repeated": stored[day] - len(of_day)}
        for day, of_day in sorted(by_day.items())
    ]  # fmt: skip


def grouped(records: Iterable[Record], sums: tuple[str, ...] = (), **keys: Callable[[Record], Any]) -> Rows:
    """Requests and sums per combination of the keys, in order of the keys."""
    groups = defaultdict(list)
    for record in records:
        groups[tuple(key(record) for key in keys.values())].append(record)
    return [
        {**dict(zip(keys, group, strict=True)), "requests": len(of_group),
         **{name: sum(record.get(name, 0) for record in of_group) for name in sums}}
        for group, of_group in sorted(groups.items())
    ]  # fmt: skip


def read_zones(landing: Path) -> dict[str, ZoneInfo]:
    """Client → time zone, from the reference file."""
    with (landing / "reference" / "clients.csv").open(encoding="utf-8") as file:
        return {row["client_id"]: ZoneInfo(row["time_zone"]) for row in csv.DictReader(file)}


def read_routes(landing: Path) -> Callable[[Record], str]:
    """The route template of a record by the reference file of endpoints, or `other`."""
    with (landing / "reference" / "endpoints.csv").open(encoding="utf-8") as file:
        known = [(row["provider_id"], row["api_id"], row["endpoint"]) for row in csv.DictReader(file)]
    known.sort(key=lambda route: route[2].count("{id}"))
    patterns = [(*route[:2], re.compile(re.escape(route[2]).replace(r"\{id\}", "[^/]+")), route[2]) for route in known]

    def route_of(record: Record) -> str:
        path = record["path"].split("?")[0]
        mine = (pattern for pattern in patterns if pattern[:2] == (record["provider"], record["api"]))
        return next((template for *_, pattern, template in mine if pattern.fullmatch(path)), "other")

    return route_of


def totals_of_tables(records: list[Record], landing: Path) -> dict[str, Rows]:
    """The other tables of `Truth`, by name."""
    zones, route_of = read_zones(landing), read_routes(landing)
    utc = ZoneInfo("UTC")
    known = [routed for record in records if (routed := {**record, "route": route_of(record)})["route"] != "other"]
    about_dealers = [
        {**record, "records_total": record.get("records_new", 0) + record.get("records_changed", 0)}
        for record in records
        if "dealer" in record
    ]
    records_columns = ("records_new", "records_changed", "records_total")
    bytes_column = ("response_bytes",)
    return {
        "usage_hours": grouped(records, usage_hour_at=lambda r: f"{r['at']:%Y-%m-%dT%H:00:00Z}"),
        "client_days": grouped(records, bytes_column, usage_date=day_of, client_id=client_of),
        "client_local_days": grouped(
            records,
            local_date=lambda r: f"{r['at'].astimezone(zones.get(client_of(r), utc)):%Y-%m-%d}",
            client_id=client_of,
        ),
        "status_codes": grouped(records, bytes_column, status_code=lambda r: r["status"]),
        "operations": grouped(
            records, operation=lambda r: "delete" if r["method"] == "DELETE" else OPERATIONS.get(r["method"], "other")
        ),
        "providers": grouped(records, provider_id=lambda r: r["provider"]),
        "dealer_days": grouped(about_dealers, records_columns, usage_date=day_of, dealer_id=lambda r: r["dealer"]),
        "endpoints": grouped(
            known, provider_id=lambda r: r["provider"], api_id=lambda r: r["api"], endpoint=lambda r: r["route"]
        ),
    }

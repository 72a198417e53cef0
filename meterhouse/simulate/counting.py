"""Counts the world's usage from the rows it was drawn as, and never from its files."""

from typing import Any

import numpy as np
import polars as pl

from meterhouse.simulate.measuring import RECORDS, in_utc, measured
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.rhythm import DAY_US
from meterhouse.simulate.routes import ROUTES
from meterhouse.simulate.text import one_of
from meterhouse.simulate.truth import Rows
from meterhouse.simulate.world import World

HOUR_US = DAY_US // 24
OPERATIONS = {
    **dict.fromkeys(("GET", "HEAD", "OPTIONS"), "read"),
    **dict.fromkeys(("PUT", "PATCH"), "edit"),
    "POST": "write",
    "DELETE": "delete",
}
REQUESTS = pl.len().alias("requests")
BYTES = pl.col("response_bytes").sum()


def count_usage(traffic: pl.DataFrame, world: World) -> dict[str, Any]:
    """The tables of `Truth` that hang on the events alone, by name."""
    dated = traffic.with_columns(usage_date=in_utc(pl.col("usage_at")).dt.date())
    clients = [client.client_id for client in world.people.clients]
    dealers = [dealer.dealer_id for dealer in world.people.dealers]
    hours = dated.group_by(usage_hour_at=in_utc(pl.col("usage_at") // HOUR_US * HOUR_US)).agg(REQUESTS)
    client_days = dated.group_by("usage_date", "client").agg(REQUESTS, BYTES)
    dealer_days = dated.filter(pl.col("dealer") >= 0).group_by("usage_date", "dealer").agg(REQUESTS, *RECORDS)
    return {
        "totals": measured(dated, [])[0],
        "usage_hours": _rows(hours.with_columns(pl.col("usage_hour_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"))),
        "client_days": _rows(_named(client_days, "client", one_of(clients, "client", "anonymous"))),
        "client_local_days": _local_days(traffic, world),
        "status_codes": _rows(dated.group_by(status_code="status").agg(REQUESTS, BYTES)),
        "dealer_days": _rows(_named(dealer_days, "dealer", one_of(dealers, "dealer"))),
        **_count_routes(traffic),
    }


def count_days(traffic: pl.DataFrame, stored: IntArray) -> Rows:
    """One row per usage date; `stored` says how many times each event stands in the ledger."""
    dated = traffic.with_columns(usage_date=in_utc(pl.col("usage_at")).dt.date(), stored=pl.Series(stored))
    accounted = dated.group_by("usage_date").agg(
        pl.col("stored").sum(), counted=pl.len(), repeated=pl.col("stored").sum() - pl.len()
    )
    return [{**day, **account} for day, account in zip(measured(dated, ["usage_date"]), _rows(accounted), strict=True)]


def _count_routes(traffic: pl.DataFrame) -> dict[str, Any]:
    table = {
        "provider_id": [route.provider for route in ROUTES],
        "api_id": [route.api for route in ROUTES],
        "endpoint": [route.template for route in ROUTES],
        "operation": [OPERATIONS.get(route.method, "other") for route in ROUTES],
        "requests": np.bincount(traffic["route"].to_numpy(), minlength=len(ROUTES)),
    }
    routes = pl.DataFrame(table).filter(pl.col("requests") > 0)
    known = routes.filter(pl.col("endpoint").is_not_null())
    requests = pl.col("requests").sum()
    return {
        "providers": _rows(routes.group_by("provider_id").agg(requests)),
        "operations": _rows(routes.group_by("operation").agg(requests)),
        "endpoints": _rows(known.group_by("provider_id", "api_id", "endpoint").agg(requests)),
        "other_requests": traffic.height - int(known["requests"].to_numpy().sum()),
    }


def _local_days(traffic: pl.DataFrame, world: World) -> Rows:
    """Requests per client and its own calendar day, zone by zone."""
    zones = [client.time_zone for client in world.people.clients] + ["UTC"]
    zone_of = np.array(zones)[traffic["client"].to_numpy()]
    clients = [client.client_id for client in world.people.clients]
    parts = []
    for zone in sorted(set(zones)):
        local = in_utc(pl.col("usage_at")).dt.convert_time_zone(zone).dt.date()
        here = traffic.filter(pl.Series(zone_of == zone))
        parts.append(here.group_by("client", local_date=local).agg(REQUESTS))
    return _rows(
        _named(pl.concat(parts), "client", one_of(clients, "client", "anonymous")).select(
            "local_date", "client_id", "requests"
        )
    )


def _named(counts: pl.DataFrame, index: str, name: pl.Expr) -> pl.DataFrame:
    """Counts with the id in place of its index."""
    return counts.with_columns(name.alias(index)).rename({index: f"{index}_id"})


def _rows(counts: pl.DataFrame) -> Rows:
    """Rows in the order of their keys, which stand first; dates as ISO text."""
    ordered = counts.sort(counts.columns)
    return ordered.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()

"""Counts the world's usage from the rows it was drawn as, and never from its files."""

from typing import Any

import numpy as np
import polars as pl

from meterhouse.simulate.counting_days import count_attributed
from meterhouse.simulate.measuring import RECORDS, in_utc, measured
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.rhythm import DAY_US
from meterhouse.simulate.routes import ROUTES
from meterhouse.simulate.tables import BYTES, REQUESTS, named, rows_of
from meterhouse.simulate.text import one_of
from meterhouse.simulate.truth import Rows, UsageTruth
from meterhouse.simulate.world import World

HOUR_US = DAY_US // 24
OPERATIONS = {
    **dict.fromkeys(("GET", "HEAD", "OPTIONS"), "read"),
    **dict.fromkeys(("PUT", "PATCH"), "edit"),
    "POST": "write",
    "DELETE": "delete",
}


def count_usage(events: pl.DataFrame, world: World, band_names: dict[str, list[str]]) -> UsageTruth:
    """All tables of attributed events; `band_names` are those of ages, genders, incomes and spends."""
    clients = one_of([client.client_id for client in world.people.clients], "client", "anonymous")
    dealers = one_of([dealer.dealer_id for dealer in world.people.dealers], "dealer")
    projects = one_of(world.people.projects.ids, "project", "none")
    hours = events.group_by(usage_hour_at=in_utc(pl.col("usage_at") // HOUR_US * HOUR_US)).agg(REQUESTS)
    dealer_days = events.filter(pl.col("dealer") >= 0).group_by("usage_date", "dealer").agg(REQUESTS, *RECORDS)
    return UsageTruth(
        totals=measured(events, [])[0],
        usage_days=measured(events, ["usage_date"]),
        usage_hours=rows_of(hours.with_columns(pl.col("usage_hour_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"))),
        client_days=named(events.group_by("usage_date", "client").agg(REQUESTS, BYTES), "client", client_id=clients),
        client_local_days=named(events.group_by("local_date", "client").agg(REQUESTS), "client", client_id=clients),
        projects=named(events.group_by("project").agg(REQUESTS, BYTES), "project", project_id=projects),
        status_codes=rows_of(events.group_by(status_code="status").agg(REQUESTS, BYTES)),
        dealer_days=named(dealer_days, "dealer", dealer_id=dealers),
        **_count_routes(events),
        **count_attributed(events, world, band_names),
    )


def count_ledger_days(events: pl.DataFrame, standing: IntArray) -> Rows:
    """One row per usage date; `standing` says how many times each event stands in the ledger."""
    dated = events.select("usage_date", stored=pl.Series(standing))
    repeated = (pl.col("stored").sum() - pl.len()).alias("repeated")
    return rows_of(dated.group_by("usage_date").agg(pl.col("stored").sum(), pl.len().alias("counted"), repeated))


def _count_routes(events: pl.DataFrame) -> dict[str, Any]:
    table = {
        "provider_id": [route.provider for route in ROUTES],
        "api_id": [route.api for route in ROUTES],
        "endpoint": [route.template for route in ROUTES],
        "operation": [OPERATIONS.get(route.method, "other") for route in ROUTES],
        "requests": np.bincount(events["route"].to_numpy(), minlength=len(ROUTES)),
    }
    routes = pl.DataFrame(table).filter(pl.col("requests") > 0)
    known = routes.filter(pl.col("endpoint").is_not_null())
    requests = pl.col("requests").sum()
    return {
        "providers": rows_of(routes.group_by("provider_id").agg(requests)),
        "operations": rows_of(routes.group_by("operation").agg(requests)),
        "endpoints": rows_of(known.group_by("provider_id", "api_id", "endpoint").agg(requests)),
        "other_requests": events.height - int(known["requests"].to_numpy().sum()),
    }

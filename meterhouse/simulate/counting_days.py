"""Usage by what was true of it at its instant, by UTC date and the client's own date together."""

from typing import Any

import polars as pl

from meterhouse.simulate.measuring import present
from meterhouse.simulate.places import PLACES
from meterhouse.simulate.registered_users import GENDERS
from meterhouse.simulate.routes import APIS, ROUTES
from meterhouse.simulate.tables import BYTES, REQUESTS, named, rows_of
from meterhouse.simulate.text import one_of
from meterhouse.simulate.truth import Rows
from meterhouse.simulate.world import World

UNKNOWN = "unknown"


def count_attributed(events: pl.DataFrame, world: World, band_names: dict[str, list[str]]) -> dict[str, Any]:
    """The tables of `UsageTruth` whose rows have both dates, and the users by attribute; keyed by name."""
    clients = [client.client_id for client in world.people.clients]
    api_of_route = pl.lit(pl.Series([APIS.index((route.provider, route.api)) for route in ROUTES]))
    by_api = events.with_columns(api_of_route.gather(pl.col("route")).alias("api"))
    values = {
        "age": ("age_band", band_names["age"]),
        "gender": ("gender", list(GENDERS[:-1])),
        "income": ("income_band", band_names["income"]),
        "spend": ("spend_band", band_names["spend"]),
    }
    return {
        "agency_days": _by_days(events, "agency", agency_id=one_of(clients, "agency", "none")),
        "api_days": _by_days(
            by_api,
            "api",
            provider_id=one_of([provider for provider, _ in APIS], "api"),
            api_id=one_of([api for _, api in APIS], "api"),
        ),
        "place_days": _by_days(
            events,
            "place",
            **{
                part: one_of([getattr(place, part) or UNKNOWN for place in PLACES], "place", UNKNOWN)
                for part in ("country", "region", "city")
            },
        ),
        **{
            f"{name}_days": _by_days(events, index, **{name: one_of(pool, index, UNKNOWN)})
            for index, (name, pool) in values.items()
        },
        "attribute_users": [
            {"attribute": name, **row}
            for index, (name, pool) in values.items()
            for row in _users(events, index, one_of(pool, index, UNKNOWN))
        ],
    }


def _by_days(events: pl.DataFrame, index: str, **ids: pl.Expr) -> Rows:
    return named(events.group_by("usage_date", "local_date", index).agg(REQUESTS, BYTES), index, **ids)


def _users(events: pl.DataFrame, index: str, value: pl.Expr) -> Rows:
    users = events.group_by(index).agg(present("user").n_unique().alias("unique_users"))
    return rows_of(users.select(value.alias("value"), "unique_users"))

"""Usage by what was true of it at its instant, by UTC date and the client's own date together."""

from typing import Any

import numpy as np
import polars as pl

from meterhouse.simulate.measuring import present
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.places import PLACES
from meterhouse.simulate.registered_users import GENDERS
from meterhouse.simulate.routes import APIS, ROUTES
from meterhouse.simulate.tables import named, rows_of
from meterhouse.simulate.text import one_of
from meterhouse.simulate.truth import Rows
from meterhouse.simulate.world import World

UNKNOWN = "unknown"


def count_attributed(events: pl.DataFrame, world: World, band_names: dict[str, list[str]]) -> dict[str, Any]:
    """The tables of `UsageTruth` whose rows have both dates, and the users by attribute; keyed by name."""
    clients = [client.client_id for client in world.people.clients]
    api_of_route = np.array([APIS.index((route.provider, route.api)) for route in ROUTES])
    values = {
        "age": ("age_band", band_names["age"]),
        "gender": ("gender", list(GENDERS[:-1])),
        "income": ("income_band", band_names["income"]),
        "spend": ("spend_band", band_names["spend"]),
    }
    days = _Days(events)
    return {
        "agency_days": days.rows(events["agency"].to_numpy(), agency_id=(clients, "none")),
        "api_days": days.rows(
            api_of_route[events["route"].to_numpy()],
            provider_id=([provider for provider, _ in APIS], ""),
            api_id=([api for _, api in APIS], ""),
        ),
        "place_days": days.rows(
            events["place"].to_numpy(),
            country=([place.country for place in PLACES], UNKNOWN),
            region=([place.region or UNKNOWN for place in PLACES], UNKNOWN),
            city=([place.city or UNKNOWN for place in PLACES], UNKNOWN),
        ),
        **{
            f"{name}_days": days.rows(events[index].to_numpy(), **{name: (pool, UNKNOWN)})
            for index, (name, pool) in values.items()
        },
        "attribute_users": [
            {"attribute": name, **row}
            for index, (name, pool) in values.items()
            for row in _users(events, index, one_of(pool, index, UNKNOWN))
        ],
    }


class _Days:
    """Counts events in cells of a day, one of its three local dates, and an index from −1 on."""

    def __init__(self, events: pl.DataFrame) -> None:
        self.usage_date, local = (events[name].to_numpy() for name in ("usage_date", "local_date"))
        self.first = self.usage_date.min() if events.height else np.datetime64(0, "D")
        ahead = (local - self.usage_date).astype(np.int64)
        self.date = (self.usage_date - self.first).astype(np.int64) * 3 + ahead + 1
        self.size = events["response_bytes"].to_numpy()

    def rows(self, index: IntArray, **ids: tuple[list[str], str]) -> Rows:
        """Rows by both dates and ids, each a pool that the index chooses from and what −1 is called."""
        width = max(len(pool) for pool, _ in ids.values()) + 1
        cell = self.date * width + index + 1
        requests = np.bincount(cell)
        # Sums of whole numbers far below 2^53: exact although they are floats.
        size = np.bincount(cell, weights=self.size).astype(np.int64)
        used = np.flatnonzero(requests)
        date, chosen = used // width, used % width - 1
        usage_date = self.first + date // 3
        counts = pl.DataFrame(
            {
                "usage_date": usage_date,
                "local_date": usage_date + date % 3 - 1,
                "index": chosen,
                "requests": requests[used],
                "response_bytes": size[used],
            }
        )
        return named(counts, "index", **{name: one_of(pool, "index", missing) for name, (pool, missing) in ids.items()})


def _users(events: pl.DataFrame, index: str, value: pl.Expr) -> Rows:
    users = events.group_by(index).agg(present("user").n_unique().alias("unique_users"))
    return rows_of(users.select(value.alias("value"), "unique_users"))

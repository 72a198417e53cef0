"""What was true of each event at its instant, as numbers: dates, agency, listing, place, and the user's bands."""

import numpy as np
import numpy.typing as npt
import polars as pl

from meterhouse.simulate.bands import Bands
from meterhouse.simulate.days import microseconds
from meterhouse.simulate.measuring import in_utc
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.registered_users import GENDERS
from meterhouse.simulate.registrations import Record
from meterhouse.simulate.responses import BoolArray
from meterhouse.simulate.routes import ROUTES
from meterhouse.simulate.timelines import NEVER
from meterhouse.simulate.world import World

CENTS = 100
Dates = npt.NDArray[np.datetime64]


def attribute(traffic: pl.DataFrame, world: World, bands: dict[str, Bands]) -> pl.DataFrame:
    """The events with `usage_date`, `local_date`, `is_listed`, and indexes, −1 for unknown or none.

    `agency` counts clients, `place` the places, be it the event's own or its address's; `age`, `income` and `spend`
    count bands, `gender` the genders.
    """
    at = traffic["usage_at"].to_numpy()
    clients = world.registry.records["clients"]
    described = world.timelines["clients"].version_at(traffic["client"].to_numpy(), at)
    local_date = _local_dates(traffic, [record.fields["time_zone"] for record in clients], described)
    own = traffic["place"].to_numpy()
    user = world.timelines["users"].version_at(traffic["user"].to_numpy(), at)
    return traffic.with_columns(
        in_utc(pl.col("usage_at")).dt.date().alias("usage_date"),
        pl.Series("local_date", local_date),
        pl.Series("is_listed", _listed(traffic["route"].to_numpy(), at, world)),
        pl.Series("agency", _agencies(clients, world, described)),
        pl.Series("place", np.where(own >= 0, own, world.address_places[traffic["address"].to_numpy()])),
        *_bands_of_users(world.registry.records["users"], user, local_date, bands),
    )


def _local_dates(traffic: pl.DataFrame, zones: list[str], described: IntArray) -> Dates:
    """Dates in the zones of the clients; whom nobody describes lives in UTC."""
    names = sorted({*zones, "UTC"})
    zone = np.array([names.index(name) for name in (*zones, "UTC")])[described]
    instants = traffic.select(in_utc(pl.col("usage_at")))["usage_at"]
    dates = np.empty(traffic.height, dtype="datetime64[D]")
    for number, name in enumerate(names):
        here = zone == number
        dates[here] = instants.filter(pl.Series(here)).dt.convert_time_zone(name).dt.date().to_numpy()
    return dates


def _listed(route: IntArray, at: IntArray, world: World) -> BoolArray:
    begins, ends = np.full((2, len(ROUTES)), NEVER)
    for listing in world.registry.listings:
        mine = [i for i, each in enumerate(ROUTES) if (each.provider, each.api) == (listing.provider, listing.api)]
        begins[mine] = microseconds(listing.listed_from)
        ends[mine] = microseconds(listing.listed_until) if listing.listed_until else NEVER
    listed: BoolArray = (begins[route] <= at) & (at < ends[route])
    return listed


def _agencies(clients: list[Record], world: World, described: IntArray) -> IntArray:
    numbers = {client.client_id: i for i, client in enumerate(world.people.clients)} | {"": -1}
    return np.array([*(numbers[record.fields["agency_id"]] for record in clients), -1])[described]


def _bands_of_users(
    users: list[Record], version: IntArray, local_date: Dates, bands: dict[str, Bands]
) -> list[pl.Series]:
    """An attribute that a record leaves out is −1, and so is each of an event that no record describes."""
    born, income, cents = (_numbers(users, field)[version] for field in ("birth_year", "income", "spend"))
    year = local_date.astype("datetime64[Y]").astype(np.int64) + 1970
    unknown = len(GENDERS) - 1
    gender = np.array([*(GENDERS.index(record.fields.get("gender", "")) for record in users), unknown])[version]
    return [
        pl.Series("age", bands["age"].numbers(year - born, born >= 0)),
        pl.Series("gender", np.where(gender == unknown, -1, gender)),
        pl.Series("income", bands["income"].numbers(income, income >= 0)),
        pl.Series("spend", bands["spend"].numbers(cents, cents >= 0, CENTS)),
    ]


def _numbers(users: list[Record], field: str) -> IntArray:
    """The field's digits as one number, so of an amount its cents; and a last −1 for nobody."""
    return np.array([*(int(record.fields.get(field, "").replace(".", "") or -1) for record in users), -1])

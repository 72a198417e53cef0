"""Draws every event of the simulated world as a row of small numbers: indexes into its pools, and measures."""

import numpy as np
import polars as pl

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.paths import IntArray, Paths, is_below_dealer
from meterhouse.simulate.people import DEALERS, Owned, People
from meterhouse.simulate.places import AGENTS, PLACES, SCANNER_AGENTS
from meterhouse.simulate.responses import BoolArray, FloatArray, draw_responses
from meterhouse.simulate.rhythm import draw_instants
from meterhouse.simulate.routes import ROUTES, UNKNOWN
from meterhouse.simulate.streams import ACCESS_STREAMS, GATEWAY_STREAMS, STREAMS

# Of all events: from scanners on unknown paths, and without credentials on known ones.
SCANNED_SHARE = 0.03
UNIDENTIFIED_SHARE = 0.04
# Every so many rows a line of the CSV stream stands twice, byte for byte: two events, not one.
TWIN_EVERY = 700


def draw_traffic(people: People, paths: Paths, calendar: Calendar, events: int, seed: int) -> pl.DataFrame:
    """One row per event, ordered by stream and time.

    `usage_at` is in microseconds since the epoch; `stream`, `route`, `path`, `client`, `user`, `project`, `dealer`,
    `address`, `agent` and `place` are indexes into their pools, the rest measures; −1 is a missing value.
    """
    rng = np.random.default_rng([seed, 2])
    client, route = _draw_callers(events, len(people.clients), rng)
    stream = _draw_streams(route, rng)
    at = draw_instants(calendar.first_day, calendar.days, client, people.clients, rng)
    order = np.lexsort((at, stream))
    client, route, stream, at = client[order], route[order], stream[order], at[order]
    is_access = np.isin(stream, ACCESS_STREAMS)
    columns = {
        "stream": stream,
        "usage_at": np.where(is_access, at // 1_000_000 * 1_000_000, at),
        "route": route,
        "client": client,
        **_draw_persons(people, client, is_access, route < len(UNKNOWN), rng),
        **_draw_targets(paths, route, is_access, rng),
        **draw_responses(route, client, at, is_access, calendar.first_day, calendar.days, rng),
    }
    columns["latency_us"] = _as_written(columns["latency_us"], stream)
    return pl.DataFrame(_with_twins(columns))


def _draw_callers(events: int, clients: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Client (Zipf-like) and route of each event; scanners have neither client nor known route."""
    popularity = 1 / np.arange(1, clients + 1) ** 1.05
    client = _draw_weighted(popularity, events, rng)
    weights = np.array([0.0 if route.template is None else route.weight for route in ROUTES])
    route = _draw_weighted(weights, events, rng)
    fate = rng.random(events)
    is_scanned = fate < SCANNED_SHARE
    scanned = _draw_weighted(np.array([unknown.weight for unknown in UNKNOWN]), events, rng)
    return np.where(fate < SCANNED_SHARE + UNIDENTIFIED_SHARE, -1, client), np.where(is_scanned, scanned, route)


def _draw_streams(route: IntArray, rng: np.random.Generator) -> IntArray:
    is_web = np.array([each.api == "web" for each in ROUTES])[route]
    drawn = [
        np.array(group)[_draw_weighted(np.array([STREAMS[i].share for i in group]), len(route), rng)]
        for group in (ACCESS_STREAMS, GATEWAY_STREAMS)
    ]
    return np.where(is_web, drawn[0], drawn[1])


def _draw_persons(
    people: People, client: IntArray, is_access: BoolArray, is_scan: BoolArray, rng: np.random.Generator
) -> dict[str, IntArray]:
    """User, project, address and agent of each event, all of its client; access logs know no user and project."""
    chance = rng.random(len(client)) ** 2
    is_hidden = is_access | (client < 0)
    user = np.where(is_hidden | (rng.random(len(client)) < 0.03), -1, _owned_by(people.users, client, chance))
    project = np.where(is_hidden, -1, _owned_by(people.projects, client, rng.random(len(client))))
    roaming = (chance + 0.3 * (rng.random(len(client)) < 0.1)) % 1
    agent = (client * 3 + (rng.random(len(client)) * 4).astype(np.int64)) % len(AGENTS)
    scanner = len(AGENTS) + rng.integers(0, len(SCANNER_AGENTS), len(client))
    place = (client * 5 + (rng.random(len(client)) * 3).astype(np.int64)) % len(PLACES)
    is_placed = ~is_hidden & (rng.random(len(client)) < 0.85)
    return {
        "user": user,
        "project": project,
        "address": _owned_by(people.addresses, client, roaming),
        "agent": np.where(is_scan, scanner, agent),
        "place": np.where(is_placed, place, -1),
    }


def _draw_targets(paths: Paths, route: IntArray, is_access: BoolArray, rng: np.random.Generator) -> dict[str, IntArray]:
    """Raw path and dealer; where the path names a dealer, the two agree."""
    below = np.array([is_below_dealer(each) for each in ROUTES])[route]
    about_dealer = below | np.array([each.brings_records for each in ROUTES])[route]
    dealer = _draw_weighted(1 / np.arange(1, DEALERS + 1) ** 0.8, len(route), rng)
    variant = (rng.random(len(route)) * paths.count[route]).astype(np.int64)
    of_dealer = dealer + DEALERS * (variant // DEALERS)
    return {
        "path": paths.start[route] + np.where(below, of_dealer, variant),
        "dealer": np.where(about_dealer & ~is_access, dealer, -1),
    }


def _draw_weighted(weights: FloatArray, size: int, rng: np.random.Generator) -> IntArray:
    """Indexes 0 to len(weights) − 1 with probabilities proportional to the weights."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(size), side="right").clip(
        max=len(weights) - 1
    )


def _owned_by(owned: Owned, client: IntArray, chance: FloatArray) -> IntArray:
    """The id that `chance` in [0, 1) selects among those of each client; −1 selects the last owner's."""
    return owned.start[client] + (chance * owned.count[client]).astype(np.int64)


def _as_written(latency_us: IntArray, stream: IntArray) -> IntArray:
    """Latency as far as the stream's lines carry it: none, whole milliseconds, or microseconds."""
    kinds = np.array([stream.kind for stream in STREAMS])[stream]
    return np.where(kinds == "combined", -1, np.where(kinds == "request_id", latency_us // 1000 * 1000, latency_us))


def _with_twins(columns: dict[str, IntArray]) -> dict[str, IntArray]:
    """Every so often the next row of a stream without ids is made equal to its neighbour in all columns."""
    contentful = [i for i, stream in enumerate(STREAMS) if stream.identity == "content"]
    rows = np.flatnonzero(np.isin(columns["stream"], contentful))
    twins = rows[1::TWIN_EVERY]
    return {name: _copied(values, twins) for name, values in columns.items()}


def _copied(values: IntArray, twins: IntArray) -> IntArray:
    values = values.copy()
    values[twins] = values[twins - 1]
    return values

"""Reference files of the world: what a registry would say about its clients, projects, dealers, users and endpoints."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import numpy as np

from meterhouse.simulate.routes import ROUTES
from meterhouse.simulate.world import World

# Every so many a user is missing from the registry, as happens to users made yesterday.
UNKNOWN_USER_EVERY = 60


def write_reference(folder: Path, world: World) -> None:
    """Writes clients, projects, dealers, users and endpoints as CSV; one client changes its name in mid-range."""
    folder.mkdir(parents=True)
    people = world.people
    projects = zip(people.projects.ids, people.projects.owners(), strict=True)
    _write(folder / "clients.csv", ("client_id", "name", "kind", "time_zone", "effective_at"), _client_rows(world))
    _write(
        folder / "projects.csv",
        ("project_id", "client_id", "name"),
        [(project, people.clients[owner].client_id, f"Project {project}") for project, owner in projects],
    )
    _write(
        folder / "dealers.csv",
        ("dealer_id", "name", "code"),
        [(dealer.dealer_id, dealer.name, dealer.code) for dealer in people.dealers],
    )
    _write(folder / "users.csv", ("user_id", "client_id", "birth_year", "gender", "income", "spend"), _user_rows(world))
    _write(folder / "endpoints.csv", ("provider_id", "api_id", "endpoint", "name"), _endpoint_rows())


def _client_rows(world: World) -> list[Sequence[object]]:
    clients = [client for client in world.people.clients if client.is_registered]
    renamed = clients[4]
    calendar = world.calendar
    middle = datetime.combine(calendar.first_day + timedelta(days=calendar.days // 2), time(), UTC)
    return [
        *((client.client_id, client.name, client.kind, client.time_zone, "") for client in clients),
        (renamed.client_id, f"{renamed.name} Group", renamed.kind, renamed.time_zone, f"{middle:%Y-%m-%dT%H:%M:%SZ}"),
    ]


def _user_rows(world: World) -> list[Sequence[object]]:
    users, clients = world.people.users, world.people.clients
    rng = np.random.default_rng([world.seed, 3])
    income = (rng.lognormal(10.6, 0.5, len(users.ids)) // 100 * 100).astype(np.int64)
    birth_year = rng.integers(1950, 2008, len(users.ids))
    gender = rng.choice(["female", "male", "diverse", ""], len(users.ids), p=(0.46, 0.46, 0.03, 0.05))
    return [
        (user, clients[owner].client_id, birth_year[i], gender[i], income[i], income[i] // 20)
        for i, (user, owner) in enumerate(zip(users.ids, users.owners(), strict=True))
        if clients[owner].is_registered and i % UNKNOWN_USER_EVERY != UNKNOWN_USER_EVERY - 1
    ]


def _endpoint_rows() -> list[Sequence[object]]:
    known = dict.fromkeys((route.provider, route.api, route.template) for route in ROUTES if route.template)
    return [(provider, api, endpoint, f"{api.title()}: {endpoint}") for provider, api, endpoint in known]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])

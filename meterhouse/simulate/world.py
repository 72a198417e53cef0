"""The parts of a simulated world that do not move: its people, their registry, their paths, its calendar."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.networks import locate_addresses
from meterhouse.simulate.paths import IntArray, Paths, draw_paths
from meterhouse.simulate.people import People, draw_people
from meterhouse.simulate.registry import Kind, Registry, draw_registry
from meterhouse.simulate.routes import ROUTES, Route
from meterhouse.simulate.timelines import Timeline


@dataclass(frozen=True)
class World:
    """Everything that events refer to by index."""

    seed: int
    calendar: Calendar
    people: People
    registry: Registry
    paths: Paths

    @cached_property
    def path_routes(self) -> list[Route]:
        """The route of each raw path."""
        return [ROUTES[i] for i in np.repeat(np.arange(len(ROUTES)), self.paths.count)]

    @cached_property
    def address_places(self) -> IntArray:
        """The place of each address."""
        return locate_addresses(self.people.addresses)

    @cached_property
    def timelines(self) -> dict[Kind, Timeline]:
        """When which record of the registry holds, by kind."""
        people = self.people
        subjects: dict[Kind, int] = {
            "clients": len(people.clients),
            "projects": len(people.projects.ids),
            "dealers": len(people.dealers),
            "users": len(people.users.ids),
        }
        return {
            kind: Timeline([(record.subject, record.since) for record in self.registry.records[kind]], count)
            for kind, count in subjects.items()
        }


def draw_world(calendar: Calendar, events: int, seed: int) -> World:
    """The same people, registry and paths for the same seed, days and size."""
    people = draw_people(events, np.random.default_rng([seed, 0]))
    paths = draw_paths([dealer.dealer_id for dealer in people.dealers], np.random.default_rng([seed, 1]))
    registry = draw_registry(people, calendar, np.random.default_rng([seed, 3]))
    return World(seed, calendar, people, registry, paths)

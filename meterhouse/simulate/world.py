"""The parts of a simulated world that do not move: its people, their paths, its calendar."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from meterhouse.simulate.paths import Paths, draw_paths
from meterhouse.simulate.people import People, draw_people
from meterhouse.simulate.routes import ROUTES, Route
from meterhouse.simulate.traffic import Calendar


@dataclass(frozen=True)
class World:
    """Everything that events refer to by index."""

    seed: int
    calendar: Calendar
    people: People
    paths: Paths

    @cached_property
    def path_routes(self) -> list[Route]:
        """The route of each raw path."""
        return [ROUTES[i] for i in np.repeat(np.arange(len(ROUTES)), self.paths.count)]


def draw_world(calendar: Calendar, events: int, seed: int) -> World:
    """The same people and paths for the same seed and size."""
    people = draw_people(events, np.random.default_rng([seed, 0]))
    paths = draw_paths([dealer.dealer_id for dealer in people.dealers], np.random.default_rng([seed, 1]))
    return World(seed, calendar, people, paths)

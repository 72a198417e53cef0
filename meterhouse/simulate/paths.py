"""Concrete request paths: what clients really send, with ids where a route template has `{id}`."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

from meterhouse.simulate.routes import ROUTES, SCANNED_PATHS, Route, Segment

IntArray = npt.NDArray[np.int64]

# Paths per templated route and dealer-less route: enough that no single raw path looks like an endpoint.
VARIANTS = 240
QUERIES = ("", "", "", "", "?page=2", "?page=3&per_page=50", "?expand=lines", "?q=axle%20bolt")


@dataclass(frozen=True)
class Paths:
    """The pool of raw paths; route `r` owns `texts[start[r] : start[r] + count[r]]`.

    A route below `/v1/dealers/{id}` has the path of dealer `d` at every `start[r] + d + k * dealers`.
    """

    texts: list[str]
    start: IntArray
    count: IntArray


def draw_paths(dealer_ids: list[str], rng: np.random.Generator) -> Paths:
    """Raw paths for every route of the world."""
    texts: list[str] = []
    start, count = [], []
    for route in ROUTES:
        made = _paths_of(route, dealer_ids, rng)
        start.append(len(texts))
        count.append(len(made))
        texts.extend(made)
    return Paths(texts, np.array(start), np.array(count))


def is_below_dealer(route: Route) -> bool:
    """Whether the first id of the route's paths is a dealer's."""
    return (route.template or "").startswith("/v1/dealers/{id}")


def _paths_of(route: Route, dealer_ids: list[str], rng: np.random.Generator) -> list[str]:
    if route.template is None:
        return list(SCANNED_PATHS)
    if is_below_dealer(route):
        fixed = [route.template.replace("{id}", dealer, 1) for _ in range(4) for dealer in dealer_ids]
    else:
        fixed = [route.template] * (VARIANTS if "{id}" in route.template else len(QUERIES))
    queries = QUERIES if route.method == "GET" else ("",)
    return [_filled(path, route.segment, rng) + queries[i % len(queries)] for i, path in enumerate(fixed)]


def _filled(path: str, segment: Segment, rng: np.random.Generator) -> str:
    while "{id}" in path:
        path = path.replace("{id}", _identifier(segment, rng), 1)
    return path


def _identifier(segment: Segment, rng: np.random.Generator) -> str:
    if segment == "number":
        return str(rng.integers(1, 100_000))
    if segment == "email":
        return f"{rng.choice(['ana', 'bo', 'chen', 'dita', 'emil'])}.{rng.integers(10, 9_999)}%40example.com"
    return str(drawn_uuid(rng)) if segment == "uuid" else rng.bytes(20).hex()


def drawn_uuid(rng: np.random.Generator) -> UUID:
    """A random (version 4) UUID."""
    return UUID(bytes=rng.bytes(16), version=4)

"""Who uses the simulated world: clients with their users, projects and addresses, and the dealers."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import numpy as np

from meterhouse.simulate.paths import IntArray, drawn_uuid

CLIENTS = 90
DEALERS = 40
SCANNERS = 40
TIME_ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu")
KINDS = ("company", "startup", "public")
# The client whose traffic is there, but whose reference record never came; its local date is the UTC date.
UNREGISTERED = 37
# Clients above others: these stand above every fourth one, in turns.
AGENCIES = (2, 6, 12)

# Addresses: the first octets of IPv4 ones, and where IPv6 ones begin (the range kept for documentation).
OCTETS = (23, 46, 81, 93, 104, 146, 185, 203)
IPV6_RANGE = 0x2001_0DB8 << 96

FIRST_WORDS = ("Alder", "Beacon", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Iris", "Juniper")
LAST_WORDS = ("Freight", "Motors", "Retail", "Systems", "Labs", "Logistics", "Foods", "Energy", "Mobility")
TOWNS = ("Aarhus", "Bergen", "Cork", "Delft", "Essen", "Gent", "Graz", "Izmir", "Lyon", "Malmö", "Pune", "Tartu")


@dataclass(frozen=True)
class Client:
    """An account that consumes; `is_registered` says whether reference files know it."""

    client_id: str
    name: str
    kind: str
    time_zone: str
    is_registered: bool


@dataclass(frozen=True)
class Dealer:
    """Whose records are fetched."""

    dealer_id: str
    name: str
    code: str


@dataclass(frozen=True)
class Owned:
    """Things that belong to clients: client `c` owns `ids[start[c] : start[c] + count[c]]`."""

    ids: list[str]
    start: IntArray
    count: IntArray

    def owners(self) -> IntArray:
        """The client index of every id."""
        return np.repeat(np.arange(len(self.count)), self.count)


@dataclass(frozen=True)
class People:
    """Everybody. The last owner of `addresses` is nobody's client: the scanners."""

    clients: list[Client]
    users: Owned
    projects: Owned
    addresses: Owned
    dealers: list[Dealer]


def draw_people(events: int, rng: np.random.Generator) -> People:
    """90 clients, 40 dealers and a user for every 200 events (at least 180, at most 20,000)."""
    share = 1 / np.arange(1, CLIENTS + 1) ** 0.7
    users = min(max(events // 200, 2 * CLIENTS), 20_000)
    user_count = np.maximum((users * share / share.sum()).astype(np.int64), 2)
    project_count = rng.integers(1, 5, CLIENTS)
    return People(
        _draw_clients(rng),
        _owned(user_count, lambda _client, k: f"u{k + 1:04d}"),
        _owned(project_count, lambda client, k: f"p{client + 1:02d}-{k + 1}"),
        _draw_addresses(np.append(np.maximum(user_count // 2, 2), SCANNERS), rng),
        _draw_dealers(rng),
    )


def _draw_clients(rng: np.random.Generator) -> list[Client]:
    names = ["Acme", *rng.permutation([f"{first} {last}" for first in FIRST_WORDS for last in LAST_WORDS])[1:]]
    return [
        Client(
            name.lower().replace(" ", "-"),
            str(name),
            "agency" if i in AGENCIES else KINDS[int(rng.integers(len(KINDS)))],
            TIME_ZONES[i % len(TIME_ZONES)] if i != UNREGISTERED else "UTC",
            i != UNREGISTERED,
        )
        for i, name in enumerate(names)
    ]


def _draw_dealers(rng: np.random.Generator) -> list[Dealer]:
    return [
        Dealer(str(drawn_uuid(rng)), f"Autohaus {TOWNS[i % len(TOWNS)]} {i // len(TOWNS) + 1}", f"D{1000 + 7 * i}")
        for i in range(DEALERS)
    ]


def _draw_addresses(count: IntArray, rng: np.random.Generator) -> Owned:
    """Distinct addresses, every twelfth an IPv6 one from the documentation range."""
    numbers = rng.choice(2**24, int(count.sum()), replace=False)
    texts = [
        str(IPv6Address(IPV6_RANGE + (int(number) << 20) + 1 + i)) if i % 12 == 5 else _ipv4(int(number))
        for i, number in enumerate(numbers)
    ]
    return Owned(texts, np.cumsum(count) - count, count)


def _ipv4(number: int) -> str:
    """A public-looking address that keeps distinct 24-bit numbers distinct."""
    return str(IPv4Address((OCTETS[number % len(OCTETS)] << 24) + number))


def _owned(count: IntArray, named: Callable[[int, int], str]) -> Owned:
    ids = [named(client, k) for client, n in enumerate(count) for k in range(int(n))]
    return Owned(ids, np.cumsum(count) - count, count)

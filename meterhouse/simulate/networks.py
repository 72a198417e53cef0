"""Where the world's addresses are: a part of its networks is in a database of places, the rest is nowhere."""

from datetime import UTC, datetime, time, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import numpy as np

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.location_file import write_location_file
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.people import IPV6_RANGE, OCTETS, Owned
from meterhouse.simulate.places import PLACES

DATABASE_TYPE = "Meterhouse-Simulated-City"
BUILT_BEFORE = timedelta(days=5)
# Every range of addresses falls into four networks, of which the last is in no database.
QUARTERS, KNOWN_QUARTERS = 4, 3
IPV4_BITS, IPV6_BITS = 22, 42


def locate_addresses(addresses: Owned) -> IntArray:
    """The place of every address, by its number in `PLACES`; −1 where the database does not know it."""
    known = {network: number % len(PLACES) for number, network in enumerate(_networks())}
    return np.array([known.get(_network_of(text), -1) for text in addresses.ids])


def write_locations(path: Path, calendar: Calendar) -> None:
    """Writes the database, of some days before the world begins."""
    places = {}
    for number, network in enumerate(_networks()):
        place = PLACES[number % len(PLACES)]
        parts = {"country": place.country, "region": place.region.removeprefix(f"{place.country}-"), "city": place.city}
        places[str(network)] = {name: part for name, part in parts.items() if part}
    built_at = datetime.combine(calendar.first_day - BUILT_BEFORE, time(), UTC)
    write_location_file(path, places, built_at, DATABASE_TYPE)


def _networks() -> list[str]:
    ipv4 = [f"{octet}.{quarter << 6}.0.0/10" for octet in OCTETS for quarter in range(KNOWN_QUARTERS)]
    ipv6 = [f"{IPv6Address(IPV6_RANGE + (quarter << IPV6_BITS))}/86" for quarter in range(KNOWN_QUARTERS)]
    return ipv4 + ipv6


def _network_of(text: str) -> str:
    address = ip_address(text)
    bits = IPV4_BITS if address.version == 4 else IPV6_BITS
    kind = IPv4Address if address.version == 4 else IPv6Address
    return f"{kind(int(address) >> bits << bits)}/{address.max_prefixlen - bits}"

"""Small databases of places in the MaxMind DB format 2.0: https://maxmind.github.io/MaxMind-DB/."""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"
UTF8, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11
# From here on a size takes bytes of its own, which nothing here needs.
LONG = 29


def write_location_file(
    path: Path,
    places: Mapping[str, Mapping[str, str]],
    built_at: datetime,
    database_type: str,
    ip_version: int = 6,
) -> Path:
    """A database of those networks, none inside another; all texts are shorter than 29 bytes.

    Each place has `country` and may have `region` (ISO 3166-2 without its country) and `city`. Returns the path.
    """
    data, tree = b"", [[0, 0]]  # A record: a node's number, 0 for nothing, or a place in the data, below 0.
    for network, place in places.items():
        _insert(tree, _bits(network, ip_version), -1 - len(data))
        data += _encode(_record(place))
    metadata = {
        "node_count": (UINT32, len(tree)), "record_size": (UINT16, 24), "ip_version": (UINT16, ip_version),
        "database_type": database_type, "languages": ["en"], "description": {"en": "made by Meterhouse"},
        "binary_format_major_version": (UINT16, 2), "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, int(built_at.timestamp())),
    }  # fmt: skip
    nodes = b"".join(_pointer(record, len(tree)).to_bytes(3, "big") for node in tree for record in node)
    path.write_bytes(nodes + bytes(16) + data + MARKER + _encode(metadata))
    return path


def _pointer(record: int, nodes: int) -> int:
    return nodes + 16 + (-1 - record) if record < 0 else record or nodes


def _bits(network: str, ip_version: int) -> list[int]:
    """The path to a network; IPv4 lies in the first 96 bits' zeros of an IPv6 tree."""
    given = ip_network(network)
    bits = [int(bit) for bit in f"{int(given.network_address):0{given.max_prefixlen}b}"[: given.prefixlen]]
    return [0] * 96 + bits if given.version < ip_version else bits


def _insert(tree: list[list[int]], bits: list[int], value: int) -> None:
    node = 0
    for bit in bits[:-1]:
        if tree[node][bit] <= 0:
            tree.append([0, 0])
            tree[node][bit] = len(tree) - 1
        node = tree[node][bit]
    tree[node][bits[-1]] = value


def _record(place: Mapping[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {"country": {"iso_code": place["country"]}} if "country" in place else {}
    if "region" in place:
        record["subdivisions"] = [{"iso_code": place["region"]}]
    if "city" in place:
        record["city"] = {"names": {"de": f"{place['city']} (de)", "en": place["city"]}}
    return record


def _encode(value: Any) -> bytes:
    match value:
        case str():
            return _control(UTF8, len(value.encode())) + value.encode()
        case dict():
            return _control(MAP, len(value)) + b"".join(_encode(key) + _encode(item) for key, item in value.items())
        case list():
            return _control(ARRAY, len(value)) + b"".join(map(_encode, value))
        case (int(kind), int(number)):
            content = number.to_bytes((number.bit_length() + 7) // 8, "big")
            return _control(kind, len(content)) + content
        case _:
            raise TypeError(value)


def _control(kind: int, size: int) -> bytes:
    """Type and size in front of a value."""
    if size >= LONG:
        raise ValueError(f"{size} bytes or parts are too many: a value here has fewer than {LONG}.")
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])

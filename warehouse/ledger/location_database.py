"""A MaxMind database of the operator's: where an address is, or that the database does not know."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb

from warehouse.errors import SettingsError
from warehouse.settings import LOCATIONS, Settings

SETTING = "METERHOUSE_GEOIP_DATABASE"
# Types of databases without these words, such as GeoLite2-ASN, say nothing of places.
KINDS = ("city", "country", "enterprise")


class Place(NamedTuple):
    """Country as ISO 3166-1 (`US`), region as ISO 3166-2 (`US-NY`), city by its English name; none is not known."""

    country: str | None = None
    region: str | None = None
    city: str | None = None


class Edition(NamedTuple):
    """Which database it is, and when it was built."""

    database_type: str
    built_at: datetime

    def __str__(self) -> str:
        return f"{self.database_type} of {self.built_at:%Y-%m-%d %H:%M}"


class LocationDatabase:
    """An open database; `locate` answers from the file alone."""

    def __init__(self, path: Path, reader: maxminddb.Reader) -> None:
        self.path, self.reader, metadata = path, reader, reader.metadata()
        self.edition = Edition(metadata.database_type, datetime.fromtimestamp(metadata.build_epoch, UTC))
        self.ip_version = metadata.ip_version
        if not any(kind in self.edition.database_type.lower() for kind in KINDS):
            raise SettingsError(
                f"{SETTING}: {path} is a {self.edition.database_type} database, which holds no places. "
                "Give a city or country database."
            )

    def locate(self, ip: str) -> Place:
        """The place of an address, IPv4 in IPv6 as IPv4; nowhere if it is no address or the database lacks it.

        Raises `SettingsError` if the file is damaged there.
        """
        try:
            address = ip_address(ip)
        except ValueError:
            return Place()
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or IPv6Address(int(address))  # Without a zone such as %eth0.
        if address.version > self.ip_version:
            return Place()
        try:
            return _place(self.reader.get(address))
        except (maxminddb.InvalidDatabaseError, ValueError) as error:
            raise unusable(self.path, f"is damaged: {error}") from None


@contextmanager
def opened(settings: Settings) -> Iterator[LocationDatabase | None]:
    """The database that the settings name, or none if they name none; raises `SettingsError` if it cannot be read."""
    path = settings.geoip_path
    if path is None:
        yield None
        return
    try:
        reader = maxminddb.open_database(path)
    except FileNotFoundError:
        raise unusable(path, "is not there") from None
    except (maxminddb.InvalidDatabaseError, ValueError):
        raise unusable(path, "is no MaxMind database, or not all of one") from None
    except OSError as error:
        raise unusable(path, f"cannot be read: {error.strerror or error}") from None
    with reader:
        yield LocationDatabase(path, reader)


def unusable(path: Path, why: str) -> SettingsError:
    """What to say of a file that the setting names, or that lies in the home, and that cannot be used."""
    return SettingsError(
        f"{SETTING}: {path} {why}. Put a whole .mmdb file there, or unset it, and remove {LOCATIONS} from the home, to "
        "go on without places."
    )


def _place(record: object) -> Place:
    country = _text(_part(record, "country"), "iso_code")
    subdivisions = _part(record, "subdivisions")
    code = _text(subdivisions[0], "iso_code") if isinstance(subdivisions, list) and subdivisions else None
    city = _text(_part(_part(record, "city"), "names"), "en")
    return Place(country, f"{country}-{code}" if country and code else None, city)


def _part(record: object, name: str) -> Any:
    return record.get(name) if isinstance(record, Mapping) else None


def _text(record: object, name: str) -> str | None:
    value = _part(record, name)
    return value if isinstance(value, str) and value and "\0" not in value else None

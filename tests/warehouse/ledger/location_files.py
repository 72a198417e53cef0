"""Small databases of places that tests look addresses up in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from meterhouse.simulate.location_file import write_location_file

JANUARY, JUNE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2026, 6, 7, tzinfo=UTC)
LONDON = {"country": "GB", "region": "ENG", "city": "London"}
NEW_YORK = {"country": "US", "region": "NY", "city": "New York"}


def write_database(
    path: Path,
    places: Mapping[str, Mapping[str, str]],
    database_type: str = "GeoLite2-City",
    built_at: datetime = JANUARY,
    ip_version: int = 6,
) -> Path:
    """A database of those networks, of January unless told otherwise."""
    return write_location_file(path, places, built_at, database_type, ip_version)

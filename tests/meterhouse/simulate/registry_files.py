"""What a world's reference files and its database of places say, read by plain Python and their own libraries."""

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import maxminddb
import pyarrow.parquet as pq

BEGINNING = datetime.min.replace(tzinfo=UTC)
IDS = {
    "clients": ("client_id",),
    "projects": ("project_id",),
    "dealers": ("dealer_id",),
    "users": ("client_id", "user_id"),
}
Fields = dict[str, Any]
Versions = dict[str, list[tuple[datetime, Fields]]]


class Registry:
    """Everything that is known of whom usage names, and since when."""

    def __init__(self, world: Path) -> None:
        self.folder = world / "landing" / "reference"
        self.versions = {kind: self._versions(kind) for kind in IDS}
        self.listings = {
            (row["provider_id"], row["api_id"]): (
                datetime.fromisoformat(row["listed_from"]),
                datetime.fromisoformat(row["listed_until"]) if row["listed_until"] else None,
            )
            for row in read_rows(self.folder / "listings.csv")
        }
        self.places = maxminddb.open_database(world / "locations.mmdb")

    def at(self, kind: str, subject: str, instant: datetime) -> Fields:
        """What holds of the subject at the instant; nothing if nobody describes it."""
        version = self.version_at(kind, subject, instant)
        return self.versions[kind][subject][version][1] if version is not None else {}

    def version_at(self, kind: str, subject: str, instant: datetime) -> int | None:
        """Which of the subject's versions holds at the instant."""
        held = [since for since, _ in self.versions[kind].get(subject, []) if since <= instant]
        return len(held) - 1 if held else None

    def is_listed(self, provider: str, api: str, instant: datetime) -> bool:
        """Whether the API is on the marketplace at the instant."""
        if (provider, api) not in self.listings:
            return False
        begins, ends = self.listings[provider, api]
        return begins <= instant and (ends is None or instant < ends)

    def place_of(self, ip: str) -> tuple[str, str, str]:
        """Country, region and city of an address."""
        found: Any = self.places.get(ip) or {}
        country = found.get("country", {}).get("iso_code", "unknown")
        regions = [f"{country}-{region['iso_code']}" for region in found.get("subdivisions", [])]
        return country, (regions or ["unknown"])[0], found.get("city", {}).get("names", {}).get("en", "unknown")

    def _versions(self, kind: str) -> Versions:
        """By subject, in the order of their instants; of those without one only the first of a subject may be."""
        found: Versions = defaultdict(list)
        single = [path for path in sorted(self.folder.glob(f"{kind}.*")) if path.is_file()]
        for row in (row for path in [*single, *sorted((self.folder / kind).glob("*"))] for row in read_rows(path)):
            fields = {name: value for name, value in row.items() if value not in (None, "")}
            since = fields.pop("effective_at", None)
            subject = "/".join(fields[name] for name in IDS[kind])
            assert since or subject not in found
            at = since if isinstance(since, datetime) else datetime.fromisoformat(since) if since else BEGINNING
            found[subject].append((at, fields))
        return {subject: sorted(versions, key=lambda version: version[0]) for subject, versions in found.items()}


def read_rows(path: Path) -> list[Fields]:
    """The rows of a CSV, JSON-lines or Parquet file."""
    if path.suffix == ".parquet":
        return list(pq.ParquetFile(path).read().to_pylist())
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file]

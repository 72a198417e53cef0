"""Files written for one test and read back as events."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from warehouse.parsing import ParsedChunk, open_records
from warehouse.settings import Settings
from warehouse.sources import Source, adhoc_source

GATEWAY_FIELDS = {
    "usage_at": "time",
    "provider_id": "provider",
    "api_id": "api",
    "client_id": "client",
    "method": "method",
    "path": "path",
    "status_code": "status",
    "response_bytes": "bytes",
    "latency_us": "latency_us",
    "quantity": "quantity",
}


@dataclass(frozen=True)
class Parsed:
    """All chunks of a file together."""

    chunks: list[ParsedChunk]

    @property
    def events(self) -> pl.DataFrame:
        return pl.concat([chunk.events for chunk in self.chunks])

    @property
    def event(self) -> dict[str, Any]:
        return self.events.row(0, named=True)

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return pl.concat([chunk.quarantined for chunk in self.chunks]).select("line_no", "reason").rows()

    @property
    def details(self) -> list[str]:
        return pl.concat([chunk.quarantined for chunk in self.chunks])["detail"].to_list()

    @property
    def keys(self) -> list[tuple[int, int]]:
        return self.events.select("event_key_high", "event_key_low").rows()

    @property
    def lines(self) -> int:
        return sum(chunk.lines for chunk in self.chunks)

    @property
    def ignored(self) -> int:
        return sum(chunk.ignored for chunk in self.chunks)


Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    """Writes the content to a file and reads it; checks of every chunk that each line went somewhere."""

    def parsed(
        content: bytes | Path, source: Source | str = "combined", *, fingerprint: bytes | None = None, **limits: int
    ) -> Parsed:
        path = content if isinstance(content, Path) else tmp_path / "log"
        if isinstance(content, bytes):
            path.write_bytes(content)
        given = adhoc_source(source, "house") if isinstance(source, str) else source
        settings = Settings(_env_file=None, **limits)
        chunks = list(open_records(path, given, settings, fingerprint=fingerprint))
        for chunk in chunks:
            assert chunk.lines == chunk.events.height + chunk.quarantined.height + chunk.ignored
        return Parsed(chunks)

    return parsed


@pytest.fixture
def gateway() -> Callable[..., Source]:
    """A gateway's source with fields of other names than the columns; arguments replace what it says."""

    def source(**changed: Any) -> Source:
        fields = {column: {"field": name, "optional": True} for column, name in GATEWAY_FIELDS.items()}
        given = {"name": "gateway", "format": "json", "fields": fields | changed.pop("fields", {})}
        return Source.model_validate(given | changed)

    return source

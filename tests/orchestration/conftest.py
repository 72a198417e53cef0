"""A small house for Dagster: one source per family, and landed files written by hand."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from warehouse.settings import Settings
from warehouse.sources import Source, read_sources

GATEWAY = """
name: gateway
format: json
identity: field
identity_field: id
landing: gateway/{date}/*.jsonl*
fields:
  usage_at: {field: time}
  provider_id: {constant: house}
  api_id: {constant: orders}
  client_id: {field: client}
  path: {field: path}
  method: {constant: GET}
  status_code: {field: status}
"""
WEB = """
name: web
format: combined
landing: web/{date}/*.log*
fields:
  provider_id: {constant: house}
  api_id: {constant: web}
"""


@pytest.fixture
def house(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an empty ledger with two sources, `gateway` (JSON lines) and `web` (combined log)."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "gateway.yaml").write_text(GATEWAY)
    (folder / "web.yaml").write_text(WEB)
    monkeypatch.setenv("METERHOUSE_SOURCES", str(folder))
    return settings.model_copy(update={"sources": folder})


@pytest.fixture
def sources(house: Settings) -> list[Source]:
    """Both sources."""
    return read_sources(house.sources_path)


class Landing:
    """Writes files into the landing zone, by source and landing day."""

    def __init__(self, zone: Path) -> None:
        self.zone = zone

    def gateway(self, landed: date, name: str, days: Iterable[date], *, per_day: int = 3, bad: int = 0) -> Path:
        """A gateway file with so many requests at noon of each day, and some lines that are no JSON."""
        lines = [
            {"time": f"{day}T12:00:00Z", "id": f"{name}-{day}-{n}", "client": "acme", "path": "/orders", "status": 200}
            for day in days
            for n in range(per_day)
        ]
        return self.write(f"gateway/{landed}/{name}.jsonl", [*map(json.dumps, lines), *["{not json"] * bad])

    def web(self, landed: date, name: str, day: date, lines: int = 3) -> Path:
        """A web server's log with so many requests at noon of the day."""
        stamp = day.strftime("%d/%b/%Y:12:00:00 +0000")
        line = f'10.0.0.1 - - [{stamp}] "GET /index.html HTTP/1.1" 200 5 "-" "curl/8"'
        return self.write(f"web/{landed}/{name}.log", [line] * lines)

    def write(self, place: str, lines: Iterable[str]) -> Path:
        """Any file, given by its path below the landing zone."""
        path = self.zone / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines))
        return path


@pytest.fixture
def landing(house: Settings) -> Landing:
    """The house's landing zone, empty."""
    return Landing(house.landing_path)

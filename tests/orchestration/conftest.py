"""A small house for Dagster: one source per family, and landed files written by hand."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.dbt_manifest import ensure_manifest
from orchestration.instance import environment
from orchestration.launch import materialize_landing
from orchestration.outcomes import RunOutcome
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


def with_sources(settings: Settings, folder: Path) -> Settings:
    """The settings, with two sources of their own: `gateway` (JSON lines) and `web` (combined log)."""
    folder.mkdir()
    (folder / "gateway.yaml").write_text(GATEWAY)
    (folder / "web.yaml").write_text(WEB)
    return settings.model_copy(update={"sources": folder})


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an empty ledger with two sources, `gateway` (JSON lines) and `web` (combined log)."""
    return with_sources(settings, tmp_path / "sources")


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


# Before any calendar that begins with the days on which the files landed.
LONG_AGO = date(2025, 3, 4)


@dataclass(frozen=True)
class WholeWay:
    """A house whose three days went the whole way in Dagster, with what came of it."""

    house: Settings
    landing: Landing
    outcomes: list[RunOutcome]
    instance: dg.DagsterInstance


def price_requests(landing: Landing) -> None:
    """acme pays a euro for each request, since always."""
    landing.write("reference/meters.csv", ["meter_id,name,aggregation", "requests,Requests,count"])
    landing.write("reference/plans.csv", ["plan_id,name,currency", "basic,Basic,EUR"])
    price = ["price_id,plan_id,meter_id,model,unit_amount", "request,basic,requests,standard,1"]
    landing.write("reference/prices.csv", price)
    subscription = ["subscription_id,client_id,plan_id,starts_at", "acme,acme,basic,2020-01-01T00:00:00Z"]
    landing.write("reference/subscriptions.csv", subscription)


@pytest.fixture(scope="module")
def whole_way(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeWay]:
    """2, 3 and 4 March land with 3, 2 and 5 requests; with them one of a year before, and a truncated archive.

    And nine more of 4 March, in a file that is listed to be withdrawn.
    """
    folder = tmp_path_factory.mktemp("whole_way")
    house = with_sources(databases.create(folder / "home"), folder / "sources")
    landing = Landing(house.landing_path)
    landing.gateway(date(2026, 3, 2), "a", [date(2026, 3, 2)], per_day=3)
    landing.gateway(date(2026, 3, 3), "b", [date(2026, 3, 3)], per_day=2)
    landing.web(date(2026, 3, 4), "c", date(2026, 3, 4), lines=5)
    landing.gateway(date(2026, 3, 4), "old", [LONG_AGO], per_day=1)
    landing.gateway(date(2026, 3, 4), "mistaken", [date(2026, 3, 4)], per_day=9)
    mistaken = {"path": "gateway/2026-03-04/mistaken.jsonl", "source": "gateway", "why": "a test system's"}
    (folder / "withdrawn.json").write_text(json.dumps([mistaken]))
    landing.write("reference/clients.csv", ["client_id,name", "acme,Acme"])
    price_requests(landing)
    broken = house.landing_path / "gateway/2026-03-03/broken.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"time": "2026-03-03T12:00:00Z"}\n' * 500)[:-20])
    ensure_manifest(house)
    outcomes = materialize_landing(house, [].append, folder / "withdrawn.json")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(house).items():
            patch.setenv(name, value)
        with dg.DagsterInstance.get() as instance:
            yield WholeWay(house, landing, outcomes, instance)

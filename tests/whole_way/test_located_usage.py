"""Where usage comes from, from the lines of a log to the report: by the record, by its address, or unknown."""

import json
from pathlib import Path

import pytest

from orchestration.building import build
from orchestration.dbt_calls import run_dbt
from orchestration.dbt_manifest import ensure_manifest
from orchestration.verifying import rebuild_and_compare
from tests.warehouse.ledger.location_files import JUNE, LONDON, NEW_YORK, write_database
from warehouse import reports
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.ledger import ledger_horizon, load_file, locate, touched_days
from warehouse.settings import Settings
from warehouse.sources import Source

HOME, AWAY, PRIVATE = "81.2.69.1", "216.160.83.57", "10.0.0.1"
PLACES = """
    select usage_date::text, country, region, city, sum(requests)::int
    from marts.{} group by 1, 2, 3, 4 order by 1, 2
"""
UNKNOWN = ("unknown", "unknown", "unknown")
GB, US = ("GB", "GB-ENG", "London"), ("US", "US-NY", "New York")
FIRST, SECOND = "2026-03-05", "2026-03-06"


def source() -> Source:
    optional = ("ip", "country", "region", "city")
    fields: dict[str, object] = {name: {"field": name, "optional": True} for name in optional}
    fields |= {"usage_at": {"field": "time"}, "api_id": {"constant": "web"}, "provider_id": {"constant": "house"}}
    given = {"name": "placed", "format": "json", "identity": "position", "fields": fields}
    return Source.model_validate(given)


def load(settings: Settings, path: Path, *records: tuple[str, dict[str, str]]) -> None:
    lines = [json.dumps({"time": f"{day}T08:00:00Z"} | said) for day, said in records]
    path.write_text("\n".join(lines) + "\n")
    load_file(path, source(), settings=settings, accept=True)


def places(settings: Settings, mart: str = "fct_usage_daily") -> list[tuple[object, ...]]:
    with connect("reader", settings) as connection:
        return connection.execute(PLACES.format(mart).encode()).fetchall()


@pytest.mark.timeout(600)
def test_usage_is_where_its_record_says_else_where_its_address_is(settings: Settings, tmp_path: Path) -> None:
    ensure_manifest(settings)
    january = write_database(tmp_path / "january.mmdb", {"81.2.69.0/24": LONDON})
    june = write_database(tmp_path / "june.mmdb", {"81.2.69.0/24": LONDON, "216.160.83.56/29": NEW_YORK}, built_at=JUNE)
    located = settings.model_copy(update={"geoip_database": january})
    load(
        located,
        tmp_path / "a.jsonl",
        *((FIRST, {"ip": HOME}), (FIRST, {"ip": PRIVATE}), (FIRST, {}), (FIRST, {"ip": HOME, "country": "DE"})),
        *((SECOND, {"ip": HOME}), (SECOND, {"ip": AWAY})),
    )
    build(located)
    before = [
        *((FIRST, "DE", "unknown", "unknown", 1), (FIRST, *GB, 1), (FIRST, *UNKNOWN, 2)),
        *((SECOND, *GB, 1), (SECOND, *UNKNOWN, 1)),
    ]
    assert places(settings) == before
    assert places(settings, "fct_usage_events") == before
    horizon = ledger_horizon(settings)

    locate(settings.model_copy(update={"geoip_database": june}), lambda _: None)
    assert [day.isoformat() for day in touched_days(settings)] == [SECOND]
    build(settings)
    after = [*before[:-1], (SECOND, *US, 1)]
    assert places(settings) == after
    assert all(compared.is_equal for compared in rebuild_and_compare(settings))
    report = reports.locations(Scope.operator(), settings=settings)
    assert report.frame.rows() == [("GeoLite2-City", JUNE, 3, 2)]

    window = ["--event-time-start", FIRST, "--event-time-end", "2026-03-07"]
    run_dbt(["run", *window], settings, through=horizon)
    assert places(settings) == before
    run_dbt(["run", *window], settings)
    assert places(settings) == after

"""A load that nobody has judged yet, because its checks run or its process died, beside one that counts."""

from pathlib import Path

from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.ledger import load_file
from warehouse.reports import loads
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

LINE = '203.0.113.9 - acme [05/Mar/2026:08:00:00 +0000] "GET /orders/{} HTTP/1.1" 200 571 "-" "curl/8"'


def test_it_is_shown_as_held_with_its_quarantine_and_stops_no_build(settings: Settings, tmp_path: Path) -> None:
    counted, waiting = tmp_path / "counted.log", tmp_path / "waiting.log"
    counted.write_text(LINE.format(1) + "\n")
    waiting.write_text(LINE.format(2) + "\nwhat is this\n")
    source = adhoc_source("combined", "house")
    load_file(counted, source, settings=settings, accept=True)
    load_file(waiting, source, settings=settings)

    ensure_manifest(settings)
    build(settings)
    rows = loads(Scope.operator(), settings=settings).frame.select("state", "stored", "quarantined").rows()
    assert sorted(rows) == [("accepted", 1, 0), ("held", 1, 1)]
    with connect("reader", settings) as connection:
        assert connection.execute("select sum(requests) from marts.fct_usage_daily").fetchone() == (1,)

"""A real nginx log, in four formats, against what GoAccess counts in it."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.access import Scope
from warehouse.ledger import load_file, touched_days
from warehouse.reports import UsageFilter, run
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

LINES, HEAD = 51_462, 30_000
FIRST, LAST = date(2015, 5, 17), date(2015, 6, 4)
FILES = {"combined": "log.gz", "json": "jsonl.gz", "csv": "csv.gz", "parquet": "parquet"}


def head_of_text(path: Path, target: Path, header: int) -> None:
    with gzip.open(path) as file:
        target.write_bytes(b"".join(line for _, line in zip(range(HEAD + header), file, strict=False)))


def head_of_parquet(path: Path, target: Path) -> None:
    pl.read_parquet(path).head(HEAD).write_parquet(target, compression="zstd")


HEADS: dict[str, Callable[[Path, Path], None]] = {
    "combined": lambda path, target: head_of_text(path, target, 0),
    "json": lambda path, target: head_of_text(path, target, 0),
    "csv": lambda path, target: head_of_text(path, target, 1),
    "parquet": head_of_parquet,
}


def counted(settings: Settings, dimension: str) -> dict[Any, tuple[int, int]]:
    asked = UsageFilter(from_date=FIRST, until_date=LAST, by=(dimension,), measures=("requests", "response_bytes"))
    frame = run(Scope.operator(), asked, settings).frame
    return {key: (requests, size) for key, requests, size in frame.iter_rows()}


@pytest.mark.parametrize("format_name", FILES)
def test_days_statuses_and_hosts_equal_what_another_program_counts(
    settings: Settings, shared: Path, tmp_path: Path, format_name: str
) -> None:
    """Also when the first 30,000 lines came before as another file, and when the whole comes twice."""
    logs = shared / "data" / "access_logs"
    whole = logs / f"nginx_combined.{FILES[format_name]}"
    head = tmp_path / f"head.{format_name}"
    HEADS[format_name](whole, head)
    source = adhoc_source(format_name, "house")

    first = load_file(head, source, settings=settings, accept=True)
    assert (first.stored, first.quarantined) == (HEAD, 0)
    result = load_file(whole, source, settings=settings, accept=True)
    header = int(source.has_header)
    assert (result.lines, result.stored, result.quarantined, result.ignored) == (LINES + header, LINES, 0, header)
    assert result.repeated == HEAD
    assert load_file(whole, source, settings=settings, accept=True).already_loaded

    ensure_manifest(settings)
    build(settings)
    assert touched_days(settings) == []
    expected = json.loads((logs / "nginx_combined.expected.json").read_text())
    days = {date.fromisoformat(day["date"]): (day["hits"], day["bytes"]) for day in expected["days"]}
    assert counted(settings, "usage_date") == days
    statuses = {str(status): requests for status, (requests, _) in counted(settings, "status_code").items()}
    assert statuses == expected["status"]
    hosts = {host["ip"]: (host["hits"], host["bytes"]) for host in expected["hosts"]}
    assert counted(settings, "ip") == hosts
    assert sum(requests for requests, _ in days.values()) == LINES

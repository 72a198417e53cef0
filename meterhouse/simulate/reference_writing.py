"""Rows of reference data as CSV, JSON lines or Parquet, by the file's name; what is empty is left out."""

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl

Row = Mapping[str, Any]
# A registry may write instants in a zone of its own.
ITS_ZONE = timezone(timedelta(hours=2))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Writes the file; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    {".csv": _write_csv, ".jsonl": _write_json_lines, ".parquet": _write_parquet}[path.suffix](path, rows)


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _columns(rows), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "true" if value is True else value


def _write_json_lines(path: Path, rows: list[Row]) -> None:
    known = ({name: _member(value) for name, value in row.items() if value not in (None, "")} for row in rows)
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in known), encoding="utf-8")


def _member(value: object) -> object:
    return value.astimezone(ITS_ZONE).isoformat() if isinstance(value, datetime) else value


def _write_parquet(path: Path, rows: list[Row]) -> None:
    typed: dict[str, pl.DataType] = {"effective_at": pl.Datetime("us", "UTC"), "is_deleted": pl.Boolean()}
    schema = {name: typed.get(name, pl.String()) for name in _columns(rows)}
    pl.DataFrame([dict(row) for row in rows], schema=schema).write_parquet(path)


def _columns(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))

"""Reference records out of a CSV, JSON-lines or Parquet file, each one validated."""

import csv
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from warehouse.errors import LoadRefused
from warehouse.reference.kinds import KINDS
from warehouse.reference.record import Reference

SUFFIXES = (".csv", ".jsonl", ".parquet")
Row = tuple[int, dict[str, Any]]


def read_records(path: Path, kind: str) -> list[tuple[int, Reference]]:
    """All records with their line numbers (for Parquet, row numbers from 1).

    Raises `LoadRefused` naming file, line and field of the first wrong one.
    """
    require_kind(kind)
    return validated(_rows(path), kind, str(path), "row" if path.suffix == ".parquet" else "line")


def require_kind(kind: str) -> None:
    """Raises `LoadRefused` for a kind that there is not."""
    if kind not in KINDS:
        raise LoadRefused("unknown_kind", f"There is no kind of reference {kind!r}; there are {', '.join(KINDS)}.")


def validated(rows: Iterable[Row], kind: str, origin: str, place: str) -> list[tuple[int, Reference]]:
    """The rows as records of the kind; raises `LoadRefused` naming origin, place and field of the first wrong one."""
    model = KINDS[kind]
    records = []
    for number, values in rows:
        try:
            records.append((number, model.model_validate(_plain(values))))
        except ValidationError as error:
            fault = error.errors()[0]
            field = ".".join(str(part) for part in fault["loc"]) or "record"
            said = fault["msg"].removeprefix("Value error, ")
            raise LoadRefused("wrong_record", f"{origin}, {place} {number}, {field}: {said}.") from None
    return records


def _plain(values: Any) -> Any:
    """UUIDs as text; everything else as it is."""
    if not isinstance(values, dict):
        return values
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def _rows(path: Path) -> Iterator[Row]:
    read = {".csv": _csv_rows, ".parquet": _parquet_rows}.get(path.suffix, _json_rows)
    try:
        yield from read(path)
    except FileNotFoundError:
        raise LoadRefused("no_such_file", f"There is no file {path}.") from None
    except OSError as error:
        raise LoadRefused("unreadable_file", f"{path} cannot be read: {error.strerror or error}.") from None
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError, RecursionError, pa.ArrowException) as error:
        forms = "UTF-8 CSV with a header (.csv), JSON lines or Parquet (.parquet)"
        raise LoadRefused("wrong_format", f"{path} is not {forms}: {error}.") from None


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="(beyond the header)")
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if value is not None}


def _json_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                # Exact: a price of 0.1 is a tenth, not the float beside it.
                yield number, json.loads(line, parse_float=Decimal)


def _parquet_rows(path: Path) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        number = 0
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                number += 1
                yield number, row

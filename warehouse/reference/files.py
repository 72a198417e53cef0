"""Reference records out of a CSV or JSON-lines file, each one validated."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from warehouse.errors import LoadRefused
from warehouse.reference.kinds import KINDS, Reference


def read_records(path: Path, kind: str) -> list[tuple[int, Reference]]:
    """All records with their line numbers; raises `LoadRefused` naming file, line and field of the first wrong one."""
    if kind not in KINDS:
        raise LoadRefused("unknown_kind", f"There is no kind of reference {kind!r}; there are {', '.join(KINDS)}.")
    model = KINDS[kind]
    records = []
    for line, values in _rows(path):
        try:
            records.append((line, model.model_validate(values)))
        except ValidationError as error:
            fault = error.errors()[0]
            field = ".".join(str(part) for part in fault["loc"]) or "record"
            raise LoadRefused("wrong_record", f"{path}, line {line}, {field}: {fault['msg']}.") from None
    return records


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix == ".csv":
                reader = csv.DictReader(file, restkey="(beyond the header)")
                for row in reader:
                    yield reader.line_num, {key: value for key, value in row.items() if value is not None}
            else:
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        yield number, json.loads(line)
    except FileNotFoundError:
        raise LoadRefused("no_such_file", f"There is no file {path}.") from None
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise LoadRefused("wrong_format", f"{path} is not UTF-8 CSV with a header or JSON lines: {error}.") from None

"""Records out of a CSV or JSON-lines file, line by line; a line that is none says why."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from warehouse.errors import LoadRefused, RecordRefused
from warehouse.events import QuarantineReason
from warehouse.resources.kinds import Record, field_names, read_record

SUFFIXES = (".csv", ".jsonl", ".ndjson")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Line:
    """A line by its number, from 1, and its bytes: a record, a fault, or, with neither, one that is ignored."""

    number: int
    text: bytes
    record: Record | None = None
    fault: RecordRefused | None = None


def read_lines(path: Path, kind: type[Record], defaults: Mapping[str, Any], max_bytes: int) -> Iterator[Line]:
    """Every line of the file; `defaults` are the fields of lines that do not say them.

    A record of a CSV file is one line. Raises `LoadRefused` for another kind of file, or a header that names fields
    which there are not.
    """
    if path.suffix not in SUFFIXES:
        raise LoadRefused("wrong_format", f"{path} is neither CSV with a header (.csv) nor JSON lines (.jsonl).")
    with path.open("rb") as file:
        lines = _cut(file, max_bytes)
        header = _header(path, lines, kind) if path.suffix == ".csv" else None
        if header is not None:
            yield header[0]
        for number, text, is_whole in lines:
            yield _read(Line(number, text), is_whole, kind, defaults, header[1] if header else None)


def _read(
    line: Line, is_whole: bool, kind: type[Record], defaults: Mapping[str, Any], header: list[str] | None
) -> Line:
    if not line.text.strip():
        return line
    try:
        if not is_whole:
            raise RecordRefused(QuarantineReason.LINE_TOO_LONG, "line", f"has more than {len(line.text):,} bytes")
        text = _decoded(line.text)
        values = _json_values(text) if header is None else _csv_values(text, header)
        return Line(line.number, line.text, read_record(kind, {**defaults, **values}))
    except RecordRefused as fault:
        return Line(line.number, line.text, fault=fault)


def _cut(file: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes without the line's end, and whether the line is whole: of a longer one, its beginning."""
    number = 0
    while text := file.readline(max_bytes + 1):
        number += 1
        is_whole = len(text) <= max_bytes or text.endswith(b"\n")
        rest = text
        while not is_whole and rest and not rest.endswith(b"\n"):
            rest = file.readline(max_bytes)
        text = text.removeprefix(BYTE_ORDER_MARK) if number == 1 else text
        yield number, text[:max_bytes].rstrip(b"\r\n"), is_whole


def _header(path: Path, lines: Iterator[tuple[int, bytes, bool]], kind: type[Record]) -> tuple[Line, list[str]]:
    number, text, _ = next(lines, (1, b"", True))
    try:
        names = next(csv.reader([text.decode()], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise LoadRefused("wrong_format", f"{path} has no header: {error}.") from None
    known = field_names(kind)
    strange = [name for name in names if name not in known]
    if strange or len(set(names)) < len(names) or not names:
        what = f"names {', '.join(map(repr, strange))}" if strange else "is empty" if not names else "names one twice"
        raise LoadRefused("wrong_header", f"{path}: the header {what}; {kind.table} have {', '.join(known)}.")
    return Line(number, text), names


def _decoded(text: bytes) -> str:
    if b"\x00" in text:
        raise RecordRefused(QuarantineReason.NUL_BYTE, "line", "holds a NUL character")
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise RecordRefused(QuarantineReason.INVALID_UTF8, "line", f"is no UTF-8 at byte {error.start + 1}") from None


def _csv_values(text: str, header: list[str]) -> dict[str, Any]:
    try:
        values = next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise RecordRefused(QuarantineReason.UNPARSEABLE, "line", f"is no CSV: {error}") from None
    if len(values) != len(header):
        detail = f"has {len(values)} fields, the header has {len(header)}"
        raise RecordRefused(QuarantineReason.UNPARSEABLE, "line", detail)
    return {name: value for name, value in zip(header, values, strict=True) if value.strip()}


def _json_values(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise RecordRefused(QuarantineReason.UNPARSEABLE, "line", f"is no JSON: {error}") from None
    if not isinstance(values, dict):
        raise RecordRefused(QuarantineReason.UNPARSEABLE, "line", "is no JSON object")
    return values

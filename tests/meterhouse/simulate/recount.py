"""A second count of a simulated world: line by line from its files, in plain Python."""

import csv
import gzip
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import zstandard

LINE = re.compile(
    r'(?P<ip>\S+) - (?P<client>\S+) \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<path>\S+) HTTP/1.1" (?P<status>\d+) '
    r'(?P<response_bytes>\d+) "-" "(?P<agent>[^"]*)"(?: (?P<request_id>\S+) (?P<seconds>\S+))?'
)
Record = dict[str, Any]


class Refused(Exception):
    """A line that cannot be counted; its argument is the reason."""


@dataclass
class Counted:
    """Every record that stands once, how often each usage date was stored, and the accounting of each file."""

    events: list[Record] = field(default_factory=list)
    stored: Counter[str] = field(default_factory=Counter)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: set[Any] = field(default_factory=set)
    loaded: Counter[Any] = field(default_factory=Counter)

    def load(self, path: Path, name: str, stands: bool) -> None:
        """Takes a file's lines; those of one that does not stand are only accounted for."""
        account: Counter[str] = Counter()
        keys = []
        for key, record in _entries(path):
            account["lines"] += 1
            if isinstance(record, str):
                account[record] += 1
                continue
            account["stored"] += 1
            account["repeated"] += self.loaded[key] > 0
            keys.append(key)
            if stands:
                self.stored[record["at"].strftime("%Y-%m-%d")] += 1
                if key not in self.known:
                    self.events.append(record)
                self.known.add(key)
        self.loaded.update(keys)
        self.files[name] = dict(account)

    def forget(self, path: Path) -> None:
        """Undoes a file's part in what is repeated."""
        self.loaded.subtract(key for key, record in _entries(path) if isinstance(record, dict))


def recount(world: Path, is_corrected: bool = True) -> Counted:
    """Reads all log files in the order of landing date and name; then, if anybody did, withdraws and replaces some."""
    counted, digests, landing = Counted(), set(), world / "landing"
    listed = json.loads((world / "withdrawn.json").read_text()) if is_corrected else []
    withdrawn = {file["path"]: file for file in listed}
    for path in sorted(landing.glob("*/2*/*"), key=lambda path: (path.parent.name, path.name)):
        name, digest = path.relative_to(landing).as_posix(), hashlib.sha256(path.read_bytes()).digest()
        if digest in digests:
            counted.files[name] = {}
        else:
            counted.load(path, name, name not in withdrawn)
        digests.add(digest)
    for name, file in withdrawn.items():
        if file["replaced_by"]:
            counted.forget(landing / name)
            counted.load(world / file["replaced_by"], file["replaced_by"], stands=True)
    return counted


def _entries(path: Path) -> Iterator[tuple[Any, Record | str]]:
    """Each line's identity, and its record or why there is none."""
    source = path.parts[-3]
    if source == "gateway_parquet":
        for row in pq.ParquetFile(path).read().to_pylist():
            yield (source, row["request_id"]), _checked(partial(_gateway_record, row))
        return
    content = _unpacked(path)
    start, ordinals = 0, Counter[bytes]()
    header: list[str] = []
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        line = content[start:end]
        is_header = source == "gateway_csv" and start == 0
        if is_header:
            header = line.decode().strip().split(",")
        if is_header or not line.strip() or line.startswith(b"#"):
            yield None, "ignored"
        else:
            record = _checked(partial(_parsed, source, line, header))
            if source == "nginx":
                key: Any = (source, content[:1024], start)
            elif source == "gateway_csv":
                key = (source, line, ordinals[line])
            else:
                key = (source, record["request_id"]) if isinstance(record, dict) else None
            ordinals[line] += 1
            yield key, record
        start = end


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content)
    return zstandard.ZstdDecompressor().decompressobj().decompress(content) if path.suffix == ".zst" else content


def _checked(read: Any) -> Record | str:
    try:
        record: Record = read()
    except Refused as refused:
        return str(refused)
    return record if 100 <= record["status"] <= 599 else "out_of_range"


def _parsed(source: str, line: bytes, header: list[str]) -> Record:
    if len(line) > 65_536:
        raise Refused("line_too_long")
    if b"\x00" in line:
        raise Refused("nul_byte")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise Refused("invalid_utf8") from None
    try:
        return _access_record(text) if "nginx" in source else _gateway_record(_fields(source, text, header))
    except LookupError:
        raise Refused("unparseable" if text.endswith("\n") else "unterminated") from None


def _access_record(text: str) -> Record:
    found = LINE.fullmatch(text.rstrip("\n"))
    if not found:
        raise LookupError
    values: Record = {name: value for name, value in found.groupdict().items() if value not in (None, "-")}
    at = _instant(lambda: datetime.strptime(values["time"], "%d/%b/%Y:%H:%M:%S %z"))
    latency = int(Decimal(values["seconds"]) * 1_000_000) if "seconds" in values else None
    return {
        **values, "at": at, "provider": "house", "api": "web", "status": int(values["status"]),
        "response_bytes": int(values["response_bytes"]), "latency_us": latency,
    }  # fmt: skip


def _fields(source: str, text: str, header: list[str]) -> Record:
    if source == "gateway":
        try:
            return dict(json.loads(text))
        except json.JSONDecodeError:
            raise LookupError from None
    cells = next(csv.reader(io.StringIO(text)))
    if len(cells) != len(header):
        raise LookupError
    return {name: cell for name, cell in zip(header, cells, strict=True) if cell}


def _gateway_record(fields: Record) -> Record:
    if "time" not in fields or fields.get("request_id", "") is None:
        raise Refused("missing_field")
    record = {name: value for name, value in fields.items() if value is not None}
    time = record["time"]
    at = time if isinstance(time, datetime) else _instant(lambda: datetime.fromisoformat(time))
    numbers = ("status", "latency_us", "request_bytes", "response_bytes", "records_new", "records_changed")
    return {**record, "at": at, **{name: int(record[name]) for name in numbers if name in record}}


def _instant(read: Any) -> datetime:
    try:
        at: datetime = read()
    except ValueError:
        raise Refused("impossible_date") from None
    return at.astimezone(UTC)

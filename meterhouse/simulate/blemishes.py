"""Lines that cannot be counted, or need not be: each made from a good line, each with the reason it must get."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from meterhouse.simulate.landing import LogFile
from meterhouse.simulate.streams import Kind, Stream

# One line in so many, and none in files so small that their share of bad lines would hold the load.
BLEMISH_EVERY = 400
SMALLEST_FILE = 100
TOO_LONG = 66_000

REASONS = {
    "garbage": "unparseable",
    "impossible_date": "impossible_date",
    "invalid_utf8": "invalid_utf8",
    "nul_byte": "nul_byte",
    "status_9999": "out_of_range",
    "too_long": "line_too_long",
    "without_field": "missing_field",
}
TEXT_KINDS = ("garbage", "impossible_date", "blank", "invalid_utf8", "nul_byte", "status_9999")
KINDS: dict[Kind, tuple[str, ...]] = {
    "combined": (*TEXT_KINDS, "comment"),
    "request_id": (*TEXT_KINDS, "comment"),
    "json": (*TEXT_KINDS, "without_field"),
    "csv": (*TEXT_KINDS, "comment"),
    "parquet": ("status_9999", "without_field"),
}
_DATE: dict[Kind, tuple[re.Pattern[bytes], bytes]] = {
    **dict.fromkeys(("combined", "request_id"), (re.compile(rb"\[\d\d/\w{3}/"), b"[31/Feb/")),
    **dict.fromkeys(("json", "csv"), (re.compile(rb"\d{4}-\d\d-\d\dT"), b"2026-02-31T")),
}
_STATUS: dict[Kind, tuple[re.Pattern[bytes], bytes]] = {
    **dict.fromkeys(("combined", "request_id"), (re.compile(rb'" \d{3} '), b'" 9999 ')),
    "json": (re.compile(rb'"status":\d{3}'), b'"status":9999'),
    "csv": (re.compile(rb",\d{3},"), b",9999,"),
}


@dataclass(frozen=True)
class Blemish:
    """A bad line of a stream, standing before its row `row`, in every file that holds that row."""

    row: int
    kind: str

    @property
    def reason(self) -> str | None:
        """Why it is quarantined; None for lines that are ignored."""
        return REASONS.get(self.kind)


def place_blemishes(stream: Stream, base: list[LogFile], rng: np.random.Generator) -> list[Blemish]:
    """Bad lines inside the stream's files, every kind in turn, one over-long line per stream of text."""
    kinds = cycle(KINDS[stream.kind])
    placed = [
        Blemish(int(row), next(kinds))
        for file in base
        if file.stop - file.start >= SMALLEST_FILE
        for row in _rows_within(file, rng)
    ]
    if placed and stream.kind != "parquet":
        placed.append(Blemish(placed[-1].row, "too_long"))
    return placed


def _rows_within(file: LogFile, rng: np.random.Generator) -> list[int]:
    rows = file.stop - file.start
    chosen = rng.choice(rows - 1, max(1, rows // BLEMISH_EVERY), replace=False) + file.start + 1
    return sorted(chosen.tolist())


def blemished(line: bytes, kind: str, written: Kind) -> bytes:
    """A line of the blemish's kind made from a good one; both end with a newline."""
    return _MADE[kind](line, written)


def _with_inside(line: bytes, inserted: bytes) -> bytes:
    return line[:-3] + inserted + line[-3:]


def _replaced(line: bytes, rule: tuple[re.Pattern[bytes], bytes]) -> bytes:
    return rule[0].sub(rule[1], line, count=1)


_MADE: dict[str, Callable[[bytes, Kind], bytes]] = {
    "garbage": lambda _line, _written: b"<<< upstream closed the connection >>>\n",
    "impossible_date": lambda line, written: _replaced(line, _DATE[written]),
    "status_9999": lambda line, written: _replaced(line, _STATUS[written]),
    "invalid_utf8": lambda line, _written: _with_inside(line, b"\xff\xfe"),
    "nul_byte": lambda line, _written: _with_inside(line, b"\x00"),
    "too_long": lambda line, _written: _with_inside(line, b"x" * TOO_LONG),
    "without_field": lambda line, _written: re.sub(rb'"time":"[^"]*",', b"", line),
    "blank": lambda _line, _written: b"\n",
    "comment": lambda _line, _written: b"# log rotated\n",
}

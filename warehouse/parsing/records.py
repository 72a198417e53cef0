"""The records of a log file, chunk by chunk, in memory that does not grow with the file."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from warehouse.errors import LoadRefused
from warehouse.events import QuarantineReason
from warehouse.parsing.archives import PARQUET, has_magic, read_pieces
from warehouse.parsing.assembly import finished
from warehouse.parsing.chunks import ParsedChunk
from warehouse.parsing.identity import Ordinals, fingerprint_of
from warehouse.parsing.parquet_file import ParquetFile, first_rows
from warehouse.parsing.text_file import TextFile
from warehouse.settings import Settings
from warehouse.sources import Source

PREFIX_BYTES = 1024
# A file is in the wrong format if hardly one of its first lines can be read; fewer than 20 lines prove nothing.
JUDGED_LINES, LEAST_LINES, WRONG_SHARE = 100, 20, 0.95
_UNREADABLE = [
    reason.value
    for reason in (
        QuarantineReason.UNPARSEABLE,
        QuarantineReason.MISSING_FIELD,
        QuarantineReason.NUL_BYTE,
        QuarantineReason.INVALID_UTF8,
        QuarantineReason.LINE_TOO_LONG,
    )
]


def open_records(
    path: Path,
    source: Source,
    settings: Settings,
    *,
    fingerprint: bytes | None = None,
    aside: pl.DataFrame | None = None,
) -> Iterator[ParsedChunk]:
    """Every line of the file as event, quarantined line or ignored one, in chunks of about `settings.chunk_bytes`.

    `fingerprint`: the 16 bytes that stand for the file in keys made by position, by default those of its beginning.
    `aside`: records to quarantine though they can be read, as (`line_no`, `reason`, `detail`).
    Raises `LoadRefused`, perhaps after some chunks, if the file as a whole cannot be taken.
    """
    known = fingerprint or fingerprint_of(read_prefix(path) if source.identity == "position" else b"")
    kind = ParquetFile if source.format == "parquet" else TextFile
    ordinals = Ordinals()
    chunks = (finished(part, source, ordinals) for part in kind(path, source, settings, known, aside).parts())
    return _in_right_format(chunks, path, source)


def read_prefix(path: Path) -> bytes:
    """The first 1,024 bytes after decompression, or all there are; raises `LoadRefused`.

    For Parquet, of its first rows as JSON lines, so that a table is known again however it is compressed or cut.
    """
    if has_magic(path, PARQUET):
        return first_rows(path, PREFIX_BYTES)
    beginning = b""
    for piece in read_pieces(path, PREFIX_BYTES, max_expansion=2**62):
        beginning += piece
        if len(beginning) >= PREFIX_BYTES:
            break
    return beginning[:PREFIX_BYTES]


def _in_right_format(chunks: Iterator[ParsedChunk], path: Path, source: Source) -> Iterator[ParsedChunk]:
    """Passes the chunks on; refuses the file once its first lines are known to be of another format."""
    records = unreadable = lines = 0
    example = ""
    for chunk in chunks:
        if lines < JUDGED_LINES:
            bad = chunk.quarantined.filter(pl.col("line_no") <= JUDGED_LINES)
            records += bad.height + chunk.events.filter(pl.col("line_no") <= JUDGED_LINES).height
            wrong = bad.filter(pl.col("reason").is_in(_UNREADABLE))
            unreadable += wrong.height
            example = example or (str(wrong["detail"][0]) if wrong.height else "")
            lines += chunk.lines
            if lines >= JUDGED_LINES:
                _judge(records, unreadable, example, path, source)
        yield chunk
    if lines < JUDGED_LINES:
        _judge(records, unreadable, example, path, source)


def _judge(records: int, unreadable: int, example: str, path: Path, source: Source) -> None:
    if records >= LEAST_LINES and unreadable >= WRONG_SHARE * records:
        raise LoadRefused(
            "wrong_format",
            f"{path.name} is not {source.format} as {source.name} describes it: "
            f"{unreadable} of its first {records} lines cannot be read, such as: {example}.",
        )

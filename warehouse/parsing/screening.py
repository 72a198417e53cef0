"""Which lines of a block carry a record: not blank, not header or comment, sound text of sane length."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from warehouse.events import QuarantineReason
from warehouse.parsing.blocks import Block
from warehouse.parsing.faults import BoolArray, IntArray, faults, no_faults

RETURN, SPACE, TAB = 0x0D, 0x20, 0x09


@dataclass(frozen=True)
class Screened:
    """Rows of a block that carry a record, how many are ignored, and those that are no text."""

    rows: IntArray
    ignored: int
    faults: pl.DataFrame


def screen(block: Block, comment: bytes, header: bytes, max_line_bytes: int) -> Screened:
    """Sorts the lines of a block; `header` is the line that repeats itself, `comment` a prefix, both maybe empty."""
    if block.long_line_bytes:
        length = block.long_line_bytes - (not block.is_open)
        return Screened(np.array([], np.int64), 0, _too_long([0], [length], max_line_bytes))
    lengths = _text_lengths(block)
    is_ignored = _ignored(block, lengths, comment, header)
    long_rows = np.flatnonzero((lengths > max_line_bytes) & ~is_ignored)
    is_bad = is_ignored.copy()
    is_bad[long_rows] = True
    found = [_too_long(long_rows, lengths[long_rows], max_line_bytes)]
    for reason, rows, detail in (
        (QuarantineReason.NUL_BYTE, _rows_with_nul(block), "the line holds a NUL byte"),
        (QuarantineReason.INVALID_UTF8, _rows_of_invalid_utf8(block), "the line is not UTF-8"),
    ):
        fresh = rows[~is_bad[rows]]
        is_bad[fresh] = True
        found.append(faults(fresh, reason, detail) if len(fresh) else no_faults())
    return Screened(np.flatnonzero(~is_bad), int(is_ignored.sum()), pl.concat(found))


def text_of(line: bytes) -> bytes:
    """A line without its ending."""
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _text_lengths(block: Block) -> IntArray:
    """Length of each line without its ending, CR LF or LF."""
    lengths = np.diff(block.edges)
    lengths[: len(lengths) - block.is_open] -= 1
    if b"\r" in block.buffer:
        content = np.frombuffer(block.buffer, np.uint8)
        lengths -= (lengths > 0) & (content[block.edges[:-1] + lengths - 1] == RETURN)
    return lengths


def _ignored(block: Block, lengths: IntArray, comment: bytes, header: bytes) -> BoolArray:
    content = np.frombuffer(block.buffer, np.uint8)
    first = content[np.minimum(block.edges[:-1], len(content) - 1)]
    ignored: BoolArray = lengths == 0
    candidates = (first == SPACE) | (first == TAB) | (first == RETURN)
    if comment:
        candidates |= first == comment[0]
    if header:
        candidates |= lengths == len(header)
    for row in np.flatnonzero(candidates & ~ignored):
        text = text_of(block.buffer[block.edges[row] : block.edges[row + 1]])
        is_comment = bool(comment) and text.startswith(comment)
        ignored[row] = is_comment or not text.strip(b" \t\r") or text == header
    return ignored


def _rows_with_nul(block: Block) -> IntArray:
    if b"\0" not in block.buffer:
        return np.array([], np.int64)
    return _rows_at(block, np.flatnonzero(np.frombuffer(block.buffer, np.uint8) == 0))


def _rows_of_invalid_utf8(block: Block) -> IntArray:
    """The whole buffer is checked at once; only if that fails, each line that is not plain ASCII."""
    edges = pa.py_buffer(np.array([0, len(block.buffer)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, edges, pa.py_buffer(block.buffer)).validate(full=True)
    except pa.ArrowInvalid:
        suspects = _rows_at(block, np.flatnonzero(np.frombuffer(block.buffer, np.uint8) >= 0x80))
        return np.array([row for row in suspects if not _is_utf8(block, row)], np.int64)
    return np.array([], np.int64)


def _is_utf8(block: Block, row: int) -> bool:
    try:
        block.buffer[block.edges[row] : block.edges[row + 1]].decode()
    except UnicodeDecodeError:
        return False
    return True


def _rows_at(block: Block, positions: IntArray) -> IntArray:
    rows = np.unique(np.searchsorted(block.edges, positions, side="right") - 1)
    return rows[rows >= 0].astype(np.int64)


def _too_long(rows: list[int] | IntArray, lengths: list[int] | IntArray, limit: int) -> pl.DataFrame:
    details = [f"the line has {length:,} bytes, more than {limit:,}" for length in lengths]
    return faults(rows, QuarantineReason.LINE_TOO_LONG, details)

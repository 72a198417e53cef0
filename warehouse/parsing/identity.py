"""The key by which a record is known again: 128-bit xxh3 of its source's name, NUL, and its identity.

No cryptographic hash, so a key never stands without its provider.
"""

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh
import pyarrow as pa

from warehouse.parsing.faults import IntArray

HashArray = npt.NDArray[np.uint64]


def event_keys(source_name: str, identities: pl.Series) -> pl.DataFrame:
    """`event_key_high` and `event_key_low` of identities given as text or bytes."""
    named = pl.lit(source_name.encode() + b"\0", dtype=pl.Binary) + pl.col("identity")
    keys = identities.cast(pl.Binary).alias("identity").to_frame().select(key=named)
    digest = keys.select(digest=plh.col("key").nchash.xxh3_128(return_binary=True, byte_order="big"))
    halves = {"event_key_high": 0, "event_key_low": 8}
    return digest.select(
        pl.col("digest").bin.slice(start, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big").alias(name)
        for name, start in halves.items()
    )


def fingerprint_of(beginning: bytes) -> bytes:
    """16 bytes that stand for a file by its beginning."""
    digest = pl.DataFrame({"beginning": [beginning]}, schema={"beginning": pl.Binary})
    whole = digest.select(plh.col("beginning").nchash.xxh3_128(return_binary=True, byte_order="big"))
    return bytes(whole.item())


def position_identities(fingerprint: bytes, positions: IntArray) -> pl.Series:
    """Fingerprint and position, 8 bytes big-endian: a byte offset, or a Parquet row's number."""
    width = len(fingerprint) + 8
    table = np.empty((len(positions), width), np.uint8)
    table[:, : len(fingerprint)] = np.frombuffer(fingerprint, np.uint8)
    table[:, len(fingerprint) :] = positions.astype(">u8").view(np.uint8).reshape(-1, 8)
    return _fixed_width(table)


def content_digests(lines: pl.Series) -> pl.Series:
    """128-bit xxh3 of each line, 16 bytes."""
    hashed = plh.col("line").nchash.xxh3_128(return_binary=True, byte_order="big")
    return lines.alias("line").to_frame().select(digest=hashed).to_series()


class Ordinals:
    """Counts equal lines through a whole file, whatever its chunks; remembers eight bytes per line."""

    def __init__(self) -> None:
        self.seen: list[HashArray] = []

    def numbered(self, digests: pl.Series) -> pl.Series:
        """Each digest and how many equal ones came before it, 8 bytes big-endian."""
        frame = digests.alias("digest").to_frame()
        low = frame.select(pl.col("digest").bin.slice(8, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big"))
        ordinals = self._next_of(low.to_series().to_numpy())
        cells = _fixed_width(ordinals.astype(">u8").view(np.uint8).reshape(-1, 8))
        return frame.select(pl.col("digest") + pl.lit(cells)).to_series()

    def _next_of(self, hashes: HashArray) -> IntArray:
        """How many equal hashes came before each of these."""
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        before = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
        for run in self.seen:
            ends = np.searchsorted(run, ordered, side="right")
            known = np.flatnonzero(run[np.maximum(ends - 1, 0)] == ordered)
            before[known] += ends[known] - np.searchsorted(run, ordered[known])
        self._remember(ordered)
        ordinals = np.empty(len(ordered), np.int64)
        ordinals[order] = before
        return ordinals

    def _remember(self, run: HashArray) -> None:
        """Keeps sorted runs, each at least twice as long as the next, so that merging stays cheap."""
        while self.seen and len(self.seen[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self.seen.pop(), run]), kind="stable")
        if len(run):
            self.seen.append(run)


def _fixed_width(table: npt.NDArray[np.uint8]) -> pl.Series:
    rows, width = table.shape
    edges = np.arange(rows + 1, dtype=np.int64) * width
    cells = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), rows, [None, pa.py_buffer(edges), pa.py_buffer(np.ascontiguousarray(table))]
    )
    return pl.Series(pl.from_arrow(cells), dtype=pl.Binary)

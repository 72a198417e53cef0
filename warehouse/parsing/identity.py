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


class Ordinals:
    """Counts equal lines through a whole file, whatever its chunks; remembers eight bytes and a count per line."""

    def __init__(self) -> None:
        self.seen: list[tuple[HashArray, IntArray]] = []

    def next_of(self, lines: pl.Series) -> IntArray:
        """How many equal lines came before each of these."""
        hashes = lines.to_frame("line").select(plh.col("line").nchash.xxh3_64()).to_series()
        within = hashes.to_frame("hash").select(pl.int_range(pl.len()).over("hash")).to_series().to_numpy()
        ordered, back, counts = np.unique(hashes.to_numpy(), return_inverse=True, return_counts=True)
        before = np.zeros(len(ordered), np.int64)
        for known, known_counts in self.seen:
            at = np.minimum(np.searchsorted(known, ordered), len(known) - 1)
            before += np.where(known[at] == ordered, known_counts[at], 0)
        self._remember(ordered, counts.astype(np.int64))
        return np.asarray(before[back] + within, np.int64)

    def _remember(self, hashes: HashArray, counts: IntArray) -> None:
        """Keeps sorted runs, each at least twice as long as the next, so that merging stays cheap."""
        while len(hashes) and self.seen and len(self.seen[-1][0]) < 2 * len(hashes):
            known, known_counts = self.seen.pop()
            hashes, back = np.unique(np.concatenate([known, hashes]), return_inverse=True)
            summed = np.zeros(len(hashes), np.int64)
            np.add.at(summed, back, np.concatenate([known_counts, counts]))
            counts = summed
        if len(hashes):
            self.seen.append((hashes, counts))


def content_identities(lines: pl.Series, ordinals: IntArray) -> pl.Series:
    """A line's bytes and its ordinal among equal lines, 8 bytes big-endian."""
    table = ordinals.astype(">u8").view(np.uint8).reshape(-1, 8)
    frame = pl.DataFrame({"line": lines.cast(pl.Binary), "ordinal": _fixed_width(table)})
    return frame.select(pl.col("line") + pl.col("ordinal")).to_series()


def _fixed_width(table: npt.NDArray[np.uint8]) -> pl.Series:
    rows, width = table.shape
    edges = np.arange(rows + 1, dtype=np.int64) * width
    cells = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), rows, [None, pa.py_buffer(edges), pa.py_buffer(np.ascontiguousarray(table))]
    )
    return pl.Series(pl.from_arrow(cells), dtype=pl.Binary)

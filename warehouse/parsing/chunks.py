"""A chunk of a file after parsing: its events, its quarantined lines, and how many lines went where."""

from dataclasses import dataclass

import polars as pl

QUARANTINE_SCHEMA = {"line_no": pl.Int64(), "reason": pl.String(), "detail": pl.String(), "line": pl.Binary()}


@dataclass(frozen=True)
class ParsedChunk:
    """`events` has EVENT_SCHEMA, `quarantined` QUARANTINE_SCHEMA; `bytes` counts decompressed ones.

    In every chunk `lines == events.height + quarantined.height + ignored`.
    """

    events: pl.DataFrame
    quarantined: pl.DataFrame
    lines: int
    ignored: int
    bytes: int

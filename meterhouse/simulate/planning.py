"""What each stream will write: its rows, its files, its bad lines, and the writer that puts them together."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from meterhouse.simulate.access_lines import render_access_lines
from meterhouse.simulate.blemishes import Blemish, place_blemishes
from meterhouse.simulate.gateway_columns import gateway_table
from meterhouse.simulate.gateway_lines import render_csv_lines, render_json_lines
from meterhouse.simulate.landing import LogFile, land_files, plan_base_files
from meterhouse.simulate.streams import STREAMS, Stream
from meterhouse.simulate.text import hex_ids
from meterhouse.simulate.world import World
from meterhouse.simulate.writing import TableWriter, TextWriter


@dataclass(frozen=True)
class PlannedStream:
    """One stream's events, `first_row` of them standing before it in the world's traffic."""

    stream: Stream
    first_row: int
    rows: pl.DataFrame
    files: list[LogFile]
    blemishes: list[Blemish]

    @property
    def header_lines(self) -> int:
        """Lines at the head of every file that are no records."""
        return int(self.stream.kind == "csv")


def plan_streams(traffic: pl.DataFrame, world: World) -> list[PlannedStream]:
    """All streams of the world, with every event in at least one file."""
    bounds = np.searchsorted(traffic["stream"].to_numpy(), np.arange(len(STREAMS) + 1)).tolist()
    return [
        _plan(number, traffic.slice(start, stop - start), start, world)
        for number, (start, stop) in enumerate(pairwise(bounds))
    ]


def writer_of(planned: PlannedStream, world: World) -> TextWriter | TableWriter:
    """Renders the stream's rows, once for all its files."""
    rows, stream = planned.rows, planned.stream
    if stream.kind == "parquet":
        return TableWriter(gateway_table(rows, world), planned.blemishes)
    if stream.kind == "json":
        return TextWriter(render_json_lines(rows, world), planned.blemishes)
    if stream.kind == "csv":
        return TextWriter(render_csv_lines(rows, world), planned.blemishes)
    return TextWriter(render_access_lines(rows, stream, world), planned.blemishes)


def _plan(number: int, rows: pl.DataFrame, first_row: int, world: World) -> PlannedStream:
    stream = STREAMS[number]
    rng = np.random.default_rng([world.seed, 10 + number])
    usage_at = rows["usage_at"].to_numpy()
    base = plan_base_files(stream, usage_at, world.calendar, rng)
    blemishes = place_blemishes(stream, base, rng)
    if stream.identity == "field":
        rows = rows.with_columns(hex_ids(rows.height, rng))
    return PlannedStream(stream, first_row, rows, land_files(base, usage_at, world.calendar, number), blemishes)

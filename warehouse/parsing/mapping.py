"""Named values of a chunk become usage events, one row per record that has no fault."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from warehouse.events import MAX_NAME_BYTES, OPERATIONS, STATUS_RANGE
from warehouse.parsing.addresses import read_addresses
from warehouse.parsing.columns import Column, missing_at, read_count, read_duration, read_quantity, read_text
from warehouse.parsing.derived import completed
from warehouse.parsing.faults import first_of_each_row, no_faults
from warehouse.parsing.objects import read_objects
from warehouse.parsing.raw_values import labels, raw_values
from warehouse.parsing.templates import Templates
from warehouse.parsing.times import MICROSECONDS, read_times
from warehouse.sources import Source
from warehouse.sources.columns import COUNT_COLUMNS, REQUIRED_COLUMNS


@dataclass(frozen=True)
class Mapped:
    """`events`: column `row` and those of EVENT_SCHEMA but the keys; `faults`: the rows that are none."""

    events: pl.DataFrame
    faults: pl.DataFrame


class Mapper:
    """Applies the rules of one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.labels = labels(source)
        self.templates = Templates(source.endpoints, rules=source.other_paths == "rules")
        self.operations = OPERATIONS | source.operations

    def map(self, frame: pl.DataFrame, *, may_hold_nul: bool) -> Mapped:
        """Typed, checked and derived columns of the frame's records, shape (sound records, columns)."""
        raw = raw_values(frame, self.source)
        found: list[pl.DataFrame] = []
        values: dict[str, pl.Series] = {}
        for name, column in self._columns(raw, may_hold_nul):
            values[name] = column.values
            found += column.faults
        events = completed(pl.DataFrame({"row": raw["row"], **values}), self.templates, self.operations)
        if not any(fault.height for fault in found):
            return Mapped(events, no_faults())
        faults = first_of_each_row(found)
        is_sound = ~pl.int_range(events.height, eager=True).is_in(faults["row"].to_list())
        return Mapped(events.filter(is_sound), faults.with_columns(row=raw["row"].gather(faults["row"])))

    def _columns(self, raw: pl.DataFrame, may_hold_nul: bool) -> Iterator[tuple[str, Column]]:
        """Each mapped column, in the order in which faults are told."""
        yield "usage_at", self._times(raw["usage_at"])
        for name in raw.columns:
            if name not in ("row", "usage_at"):
                yield name, self._column(name, raw[name], may_hold_nul)

    def _times(self, raw: pl.Series) -> Column:
        source, unit = self.source, self.source.rules["usage_at"].unit
        return read_times(self.labels["usage_at"], raw, source.time_format, source.time_zone, unit)

    def _column(self, name: str, raw: pl.Series, may_hold_nul: bool) -> Column:
        label = self.labels.get(name, name)
        if name == "status_code":
            column = read_count(label, raw, STATUS_RANGE)
            return Column(column.values.cast(pl.Int16, strict=False), column.faults)
        if name == "latency_us":
            return read_duration(label, raw, MICROSECONDS[self.source.rules[name].unit or "us"])
        if name in COUNT_COLUMNS:
            return read_count(label, raw)
        if name == "quantity":
            return read_quantity(label, raw)
        if name == "attributes":
            return read_objects(label, raw)
        return self._text(name, label, read_addresses(raw) if name == "ip" else raw, may_hold_nul)

    def _text(self, name: str, label: str, raw: pl.Series, may_hold_nul: bool) -> Column:
        max_bytes = None if name in ("path", "user_agent") else MAX_NAME_BYTES
        column = read_text(label, raw, may_hold_nul=may_hold_nul, max_bytes=max_bytes)
        missing = missing_at(label, column.values) if name in REQUIRED_COLUMNS else ()
        return Column(column.values, (*column.faults, *missing))

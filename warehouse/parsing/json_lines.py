"""JSON lines: one object per line, its top-level members by name.

Whole chunks go through Polars. A chunk it refuses is cut in eight again and again, until single lines stand trial.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from warehouse.events import QuarantineReason
from warehouse.parsing.faults import IntArray, faults, first_of_each_row
from warehouse.parsing.json_ids import number_as_written, rows_of_odd_numbers
from warehouse.parsing.json_members import MemberNames
from warehouse.parsing.json_objects import (
    NESTED_TOO_DEEPLY,
    complaint,
    has_unicode_escape,
    is_object,
    member_text,
    nested_member,
)
from warehouse.parsing.named_values import Lines, NamedValues, nothing, with_rows
from warehouse.parsing.surrogates import lone_surrogates
from warehouse.sources import Source
from warehouse.sources.columns import COUNT_COLUMNS

WAYS = 8
# Few enough lines that asking Python about each costs less than cutting on.
FEW_LINES = 64
NESTING = ("{", "[")


class JsonReader:
    """Reads the lines of one source; `wanted` are the members that are mapped."""

    def __init__(self, source: Source, wanted: set[str]) -> None:
        numbers = _fields(source, ("status_code", *COUNT_COLUMNS))
        self.objects = _fields(source, ("attributes",))
        self.ids = set(source.identity_field)
        others = _fields(source, tuple(set(source.rules) - {"status_code", *COUNT_COLUMNS}))
        texts = wanted - numbers | others | self.ids
        self.types = {name: pl.String() if name in texts else pl.Int64() for name in sorted(wanted)}
        self.names = MemberNames(wanted)
        self.are_numbers_bare = True

    def read(self, lines: Lines) -> NamedValues:
        """The members of every line, or why it has none."""
        suspects = _not_in_braces(lines)
        spoilt = lone_surrogates(lines, self.types)
        rows = np.delete(np.arange(len(lines)), np.concatenate([suspects, spoilt["row"].to_numpy()]))
        names = self.names.worth_asking(lines)
        parts = list(self._parts(lines.take(rows), rows, names))
        bad = np.concatenate([suspects, *(kept for frame, kept in parts if frame is None)]).astype(np.int64)
        details = [complaint(lines.texts[int(row)]) for row in bad]
        wrong = first_of_each_row([spoilt, faults(bad, QuarantineReason.UNPARSEABLE, details)])
        frames = [with_rows(frame, kept) for frame, kept in parts if frame is not None]
        if not frames:
            return NamedValues(nothing().frame, wrong)
        frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed").sort("row")
        values = self._without_nested(lines, NamedValues(frame, wrong))
        return self._with_ids_as_written(lines, self._with_sound_objects(lines, values))

    def _parts(self, lines: Lines, rows: IntArray, names: list[str]) -> Iterator[tuple[pl.DataFrame | None, IntArray]]:
        """Frames with the rows they hold; None in place of the frame for rows that are no JSON object."""
        if not len(rows):
            return
        frame = self._decoded(lines, names)
        if frame is not None or len(rows) == 1:
            yield frame, rows
        elif len(rows) <= FEW_LINES and len(good := _object_rows(lines)) < len(rows):
            yield None, np.delete(rows, good)
            yield from self._parts(lines.take(good), rows[good], names)
        else:
            for piece in np.array_split(np.arange(len(rows)), WAYS):
                yield from self._parts(lines.take(piece), rows[piece], names)

    def _decoded(self, lines: Lines, names: list[str]) -> pl.DataFrame | None:
        """The lines as a frame, with numbers typed as long as the file writes them bare; None if Polars refuses."""
        texts, typed = {name: pl.String() for name in names}, {name: self.types[name] for name in names}
        for schema in (typed, texts) if self.are_numbers_bare else (texts,):
            try:
                frame = pl.read_ndjson(lines.content, schema=schema)
            except pl.exceptions.ComputeError as error:
                self.are_numbers_bare &= "cannot parse" not in str(error)
                continue
            return frame if frame.height == len(lines) else None
        return None

    def _without_nested(self, lines: Lines, values: NamedValues) -> NamedValues:
        """Takes out records with an object or an array where one value belongs, which Polars gives as text."""
        if not self._may_be_nested(lines, values.frame):
            return values
        names = [name for name, dtype in values.frame.schema.items() if dtype == pl.String and name not in self.objects]
        looks = [pl.col(name).str.starts_with(mark) for name in names for mark in NESTING]
        rows: list[int] = values.frame.filter(pl.any_horizontal(looks))["row"].to_list() if looks else []
        found = {row: nested_member(lines.texts[row], names) for row in rows}
        wrong = [faults([row], *fault) for row, fault in found.items() if fault]
        frame = values.frame.filter(~pl.col("row").is_in([row for row, fault in found.items() if fault]))
        return NamedValues(frame, first_of_each_row([values.faults, *wrong]))

    def _may_be_nested(self, lines: Lines, frame: pl.DataFrame) -> bool:
        """Whether there are more braces and brackets than the lines themselves and their `attributes` explain."""
        objects = self.objects & set(frame.columns)
        explained = len(lines) + sum(
            int(frame[name].str.count_matches(mark, literal=True).sum()) for name in objects for mark in NESTING
        )
        content = np.frombuffer(lines.content, np.uint8)
        marks = sum(int(np.count_nonzero(content == ord(mark))) for mark in NESTING)
        return marks > explained or has_unicode_escape(lines.content)

    def _with_sound_objects(self, lines: Lines, values: NamedValues) -> NamedValues:
        """Writes members that are objects anew where a string in them is escaped: Polars forgets to escape it again."""
        if not self.objects or b"\\" not in lines.content:
            return values
        frame = values.frame
        escaped = lines.texts.gather(frame["row"]).str.contains("\\", literal=True)
        for name in self.objects & set(frame.columns):
            at = (escaped & frame[name].is_not_null()).arg_true()
            sound = [member_text(lines.texts[row], name) for row in frame["row"].gather(at)]
            frame = frame.with_columns(frame[name].scatter(at, sound))
        return NamedValues(frame, values.faults)

    def _with_ids_as_written(self, lines: Lines, values: NamedValues) -> NamedValues:
        """Gives ids that are numbers the text they have in the line: Polars writes 1, 1.0 and 1e0 alike."""
        frame, lost = values.frame, set[int]()
        for name in self.ids & set(frame.columns):
            at = rows_of_odd_numbers(lines, frame, name)
            rows = frame["row"].gather(at)
            texts = [number_as_written(lines.texts[row], name) for row in rows]
            lost |= {row for row, text in zip(rows, texts, strict=True) if text is None}
            frame = frame.with_columns(frame[name].scatter(at, texts)) if texts else frame
        if not lost:
            return NamedValues(frame, values.faults)
        wrong = faults(sorted(lost), QuarantineReason.UNPARSEABLE, NESTED_TOO_DEEPLY)
        return NamedValues(frame.filter(~pl.col("row").is_in(lost)), first_of_each_row([values.faults, wrong]))


def _fields(source: Source, columns: tuple[str, ...]) -> set[str]:
    """The fields that the columns come from."""
    return {name for column in columns if column in source.rules for name in source.rules[column].field}


def _not_in_braces(lines: Lines) -> IntArray:
    """Rows that do not begin with { and end with }, a cheap sign of a torn or foreign line."""
    if not len(lines):
        return np.array([], np.int64)
    content, edges = np.frombuffer(lines.content, np.uint8), lines.edges - lines.edges[0]
    ends = edges[1:] - 1
    for ending in b"\n\r":
        ends = ends - (content[ends] == ending)
    rows = np.flatnonzero((content[edges[:-1]] != ord("{")) | (content[ends] != ord("}")))
    texts = [lines.texts[int(row)].strip(" \t\r\n") for row in rows]
    return rows[[not (text.startswith("{") and text.endswith("}")) for text in texts]] if len(rows) else rows


def _object_rows(lines: Lines) -> IntArray:
    return np.array([row for row, text in enumerate(lines.texts) if is_object(text)], np.int64)

"""CSV as RFC 4180 has it, with one record on one line: a quoted field may hold commas, but no line break."""

import polars as pl

from warehouse.errors import LoadRefused
from warehouse.events import QuarantineReason
from warehouse.parsing.faults import faults, no_faults, shown
from warehouse.parsing.named_values import Lines, NamedValues, nothing, with_rows
from warehouse.sources import Source

_FIELD = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'


class CsvReader:
    """Reads the lines of one file whose columns are known; `wanted` are those that are mapped."""

    def __init__(self, columns: tuple[str, ...], wanted: set[str]) -> None:
        self.columns = columns
        self.wanted = [name for name in columns if name in wanted]
        self.schema = {name: pl.String() for name in columns}
        self.pattern = "^" + ",".join([_FIELD] * len(columns)) + r"\r?\n?$"

    def read(self, lines: Lines) -> NamedValues:
        """The wanted fields of every line that has exactly the file's columns."""
        fits = lines.texts.str.contains(self.pattern)
        rows = fits.arg_true().to_numpy().astype("int64")
        odd = (~fits).arg_true().to_list() if len(rows) < len(lines) else []
        details = [f"not {len(self.columns)} comma-separated fields: {shown(lines.texts[row].strip())}" for row in odd]
        wrong = faults(odd, QuarantineReason.UNPARSEABLE, details) if odd else no_faults()
        if not len(rows):
            return NamedValues(nothing().frame, wrong)
        frame = pl.read_csv(lines.take(rows).content, has_header=False, schema=self.schema)
        return NamedValues(with_rows(frame.select(self.wanted), rows), wrong)


def header_columns(line: bytes, file_name: str) -> tuple[str, ...]:
    """The column names of a header line; raises `LoadRefused` (`wrong_format`) when it is none."""
    try:
        frame = pl.read_csv(line, has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError:
        raise LoadRefused("wrong_format", f"{file_name} has no CSV header in its first line.") from None
    columns = tuple((name or "").strip() for name in frame.row(0))
    if len(set(columns)) < len(columns):
        raise LoadRefused("wrong_format", f"{file_name} names a column twice in its header.")
    return columns


def columns_of(source: Source, header: bytes, file_name: str) -> tuple[str, ...]:
    """The columns of a file of this source; `header` is its first line, if the source has one."""
    return header_columns(header, file_name) if source.has_header else source.columns

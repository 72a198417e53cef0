"""Access log lines of web servers and load balancers, by two linear-time patterns.

Nearly all lines fit the strict pattern, which one pass over the bytes decides. The lenient one takes what is left:
escapes inside quotes, several addresses in front, user names with spaces, requests that are none.
"""

import numpy as np
import polars as pl

from warehouse.events import QuarantineReason
from warehouse.parsing.access_log_patterns import LineForm, trailing_pattern
from warehouse.parsing.escapes import unescaped
from warehouse.parsing.faults import faults, first_of_each_row, no_faults, shown
from warehouse.parsing.load_balancer_lines import load_balancer_form
from warehouse.parsing.named_values import Lines, NamedValues, with_rows
from warehouse.parsing.request_lines import split_requests
from warehouse.parsing.web_server_lines import web_server_form
from warehouse.sources import Source


class AccessLogReader:
    """Reads the lines of one source; `wanted` are the fields that are mapped."""

    def __init__(self, source: Source, wanted: set[str]) -> None:
        self.form: LineForm = load_balancer_form(wanted) if source.format == "alb" else web_server_form(source, wanted)
        self.needs_agent = source.format == "combined"

    def read(self, lines: Lines) -> NamedValues:
        """The fields of every line, or why it has none."""
        form = self.form
        groups = lines.texts.str.extract_groups(form.strict).struct.unnest()
        groups.columns = list(form.strict_groups)
        fits = groups["time"].is_not_null()
        bare = [_unquoted(name) for name in form.trailing if name in form.fields]
        frame = with_rows(form.finish(groups.with_columns(bare)).select(form.fields), np.arange(len(lines)))
        if fits.all() and not lines.is_open:
            return NamedValues(frame, no_faults())
        odd = frame.filter(~fits)["row"]
        found = with_rows(self._read_odd(lines.texts.gather(odd)), odd)
        misfits = found.filter(pl.col("time").is_null())["row"]
        details = [f"not an access log line: {shown(text.rstrip())}" for text in lines.texts.gather(misfits)]
        wrong = faults(misfits.to_numpy(), QuarantineReason.UNPARSEABLE, details)
        extra = found.filter(pl.col("time").is_not_null()).select(frame.columns)
        return self._without_torn_line(lines, NamedValues(pl.concat([frame.filter(fits), extra]).sort("row"), wrong))

    def _read_odd(self, texts: pl.Series) -> pl.DataFrame:
        """The fields of lines that the strict pattern does not fit; `time` is null where no pattern does."""
        form = self.form
        found = texts.str.extract_groups(form.lenient).struct.unnest()
        found.columns = list(form.lenient_groups)
        found = found.with_columns(_unescaped(found[name]) for name in form.escaped)
        method, path = split_requests(found["request"])
        found = found.with_columns(method.alias("method"), path.alias("path"))
        if form.trailing:
            behind = found["rest"].str.extract_groups(trailing_pattern(len(form.trailing))).struct.unnest()
            behind.columns = list(form.trailing)
            found = found.hstack(behind.with_columns(_unquoted(name) for name in form.trailing))
        return form.finish(found)

    def _without_torn_line(self, lines: Lines, values: NamedValues) -> NamedValues:
        """A last line without newline counts only if it is whole to its last declared field.

        A cut one may look like a shorter form: `… 200 12` of `… 200 1234 "-" "curl"`.
        """
        last = len(lines) - 1
        if not lines.is_open or last in values.faults["row"]:
            return values
        given = values.frame.filter(pl.col("row") == last).row(0, named=True)
        is_torn = any(given[name] is None for name in self.form.trailing if name in given)
        if is_torn or (self.needs_agent and lines.texts[last].count('"') < 6):
            fault = faults([last], QuarantineReason.UNPARSEABLE, "the line is cut off")
            return NamedValues(values.frame.filter(pl.col("row") != last), first_of_each_row([values.faults, fault]))
        return values


def _unquoted(name: str) -> pl.Expr:
    return pl.col(name).str.strip_prefix('"').str.strip_suffix('"')


def _unescaped(texts: pl.Series) -> pl.Series:
    at = texts.str.contains("\\", literal=True).fill_null(False).arg_true()
    return texts.scatter(at, [unescaped(text) for text in texts.gather(at)]) if len(at) else texts

"""Combined and common log lines of nginx and Apache, by two linear-time patterns.

Nearly all lines fit the strict pattern, which one pass over the bytes decides. The lenient one takes what is left:
escapes inside quotes, several addresses in front, user names with spaces, requests that are none.
"""

import re

import numpy as np
import polars as pl

from warehouse.events import QuarantineReason
from warehouse.parsing.escapes import unescaped
from warehouse.parsing.faults import faults, first_of_each_row, no_faults, shown
from warehouse.parsing.named_values import Lines, NamedValues, with_rows
from warehouse.sources import Source
from warehouse.sources.columns import ACCESS_LOG_FIELDS

# One branch per next byte throughout: only such a pattern runs on the regex engine's one-pass automaton, three times
# as fast. A `.` before the line's end, or two ways to match a quote, would lose it.
_STRICT = (
    ("remote_addr", '([^ ",]+)'), ("", " [^ ]+ "), ("remote_user", '([^ "]+)'), ("", r" \["), ("time", r"([^\]]+)"),
    ("", r'\] "'), ("method", "([A-Z]+)"), ("", " "), ("path", r'([^ "\\]+)'), ("", '(?: HTTP/[0-9.]+)?" '),
    ("status", "([^ ]+)"), ("", " "), ("bytes", r"([^ \r\n]+)"),
)  # fmt: skip
_STRICT_AGENT = (("", '"'), ("referer", r'([^"\\]*)'), ("", '" "'), ("user_agent", r'([^"\\]*)'), ("", '"'))
_LENIENT = re.compile(
    r'^("[^"]*"(?: [^ ]+)?|[^ ,]+(?:, [^ ,]+)*(?: [^ ]*[.:][^ ]*)?) [^ ]+ (.*?) ?\[([^\]]*)\] "((?:[^"\\]|\\.)*)" '
    r'([^ \r\n]+) ([^ \r\n]+)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?((?: [^\r\n]*)?)\r?\n?$'
)
_LENIENT_FIELDS = ("remote_addr", "remote_user", "time", "request", "status", "bytes", "referer", "user_agent", "rest")
_REQUEST = re.compile(r"([A-Za-z][A-Za-z_-]{0,19}) +(\S.*?)(?: +HTTP/[0-9.]+)?\s*", re.DOTALL)
_REST = re.compile(r' ("(?:[^"\\]|\\.)*"|[^ "]+)')


class AccessLogReader:
    """Reads the lines of one source; `wanted` are the fields that are mapped."""

    def __init__(self, source: Source, wanted: set[str]) -> None:
        self.trailing = source.trailing
        self.fields = tuple(name for name in (*ACCESS_LOG_FIELDS, *source.trailing) if name in wanted)
        self.needs_agent = source.format == "combined"
        self.strict, self.names = _strict_pattern(source, set(self.fields))

    def read(self, lines: Lines) -> NamedValues:
        """The fields of every line, or why it has none."""
        texts = lines.texts
        groups = texts.str.extract_groups(self.strict).struct.unnest()
        groups.columns = list(self.names)
        fits = groups[self.names[0]].is_not_null()
        strict = self._unquoted(groups)
        if fits.all() and not lines.is_open:
            return NamedValues(with_rows(strict, np.arange(len(lines))), no_faults())
        odd = (~fits).arg_true().to_numpy().astype(np.int64)
        found = [self._read_odd(texts[int(row)]) for row in odd]
        frame = with_rows(strict, np.arange(len(lines))).filter(fits)
        taken = [(row, *values) for row, values in zip(odd, found, strict=True) if values is not None]
        extra = pl.DataFrame(taken, schema=frame.schema, orient="row")
        failed = [int(row) for row, values in zip(odd, found, strict=True) if values is None]
        wrong = faults(failed, QuarantineReason.UNPARSEABLE, [_misfit(texts[row]) for row in failed])
        return self._without_torn_line(lines, NamedValues(pl.concat([frame, extra]).sort("row"), wrong))

    def _unquoted(self, groups: pl.DataFrame) -> pl.DataFrame:
        bare = [pl.col(name).str.strip_prefix('"').str.strip_suffix('"') for name in self.trailing if name in groups]
        return groups.with_columns(bare).select(self.fields)

    def _read_odd(self, line: str) -> tuple[str | None, ...] | None:
        match = _LENIENT.match(line)
        if match is None:
            return None
        values: dict[str, str | None] = dict(zip(_LENIENT_FIELDS, match.groups(), strict=True))
        for name in ("remote_addr", "remote_user", "request", "referer", "user_agent"):
            values[name] = unescaped(values[name])
        request = _REQUEST.fullmatch(values.pop("request") or "")
        values["method"], values["path"] = request.groups() if request else (None, None)
        rest = [unescaped(found.strip('"')) for found in _REST.findall(values.pop("rest") or "")]
        values |= dict(zip(self.trailing, rest, strict=False))
        return tuple(values.get(name) for name in self.fields)

    def _without_torn_line(self, lines: Lines, values: NamedValues) -> NamedValues:
        """A last line without newline counts only if it is whole to its last declared field.

        A cut one may look like a shorter form: `… 200 12` of `… 200 1234 "-" "curl"`.
        """
        last = len(lines) - 1
        if not lines.is_open or last in values.faults["row"]:
            return values
        given = values.frame.filter(pl.col("row") == last).row(0, named=True)
        is_torn = any(given[name] is None for name in self.trailing if name in given)
        if is_torn or (self.needs_agent and lines.texts[last].count('"') < 6):
            fault = faults([last], QuarantineReason.UNPARSEABLE, "the line is cut off")
            return NamedValues(values.frame.filter(pl.col("row") != last), first_of_each_row([values.faults, fault]))
        return values


def _strict_pattern(source: Source, wanted: set[str]) -> tuple[str, tuple[str, ...]]:
    """The pattern with a group for each wanted field, and the groups' names; the first always takes part."""
    agent = "".join(_piece(name, pattern, wanted) for name, pattern in _STRICT_AGENT)
    trailing = [(name, r'("[^"\\]*"|[^ "\r\n]+)') for name in source.trailing]
    pieces = "".join(_piece(name, pattern, wanted | {"time"}) for name, pattern in _STRICT)
    behind = "".join(" " + _piece(name, pattern, wanted) for name, pattern in trailing)
    names = [name for name, _ in (*_STRICT, *_STRICT_AGENT, *trailing) if name in wanted or name == "time"]
    rest = r"(?: [^\r\n]*)?"
    tail = f" {agent}{behind}{rest}" if source.trailing else rf'(?: (?:{agent}{rest}|[^"\r\n][^\r\n]*)?)?'
    return rf"^{pieces}{tail}\r?\n?$", tuple(names)


def _piece(name: str, pattern: str, wanted: set[str]) -> str:
    return pattern if name in wanted or not name else pattern.replace("(", "(?:", 1)


def _misfit(line: str) -> str:
    return f"not an access log line: {shown(line.rstrip())}"

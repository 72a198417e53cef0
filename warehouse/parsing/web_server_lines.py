"""Combined and common log lines of nginx and Apache."""

import polars as pl

from warehouse.parsing.access_log_patterns import LINE_END, STRICT_TRAILING, LineForm, Piece, joined, named
from warehouse.sources import Source
from warehouse.sources.columns import ACCESS_LOG_FIELDS

_STRICT: tuple[Piece, ...] = (
    ("remote_addr", '([^ ",]+)'), ("", " [^ ]+ "), ("remote_user", '([^ "]+)'), ("", r" \["), ("time", r"([^\]]+)"),
    ("", r'\] "'), ("method", "([A-Z]+)"), ("", " "), ("path", r'([^ "\\]+)'), ("", '(?: HTTP/[0-9.]+)?" '),
    ("status", "([^ ]+)"), ("", " "), ("bytes", r"([^ \r\n]+)"),
)  # fmt: skip
_STRICT_AGENT: tuple[Piece, ...] = (
    ("", '"'), ("referer", r'([^"\\]*)'), ("", '" "'), ("user_agent", r'([^"\\]*)'), ("", '"')
)  # fmt: skip
_REST = r"(?: [^\r\n]*)?"

_LENIENT_GROUPS = ("remote_addr", "remote_user", "time", "request", "status", "bytes", "referer", "user_agent", "rest")
_LENIENT = (
    r'^("[^"]*"(?: [^ ]+)?|[^ ,]+(?:, [^ ,]+)*(?: [^ ]*[.:][^ ]*)?) [^ ]+ (.*?) ?\[([^\]]*)\] "((?:[^"\\]|\\.)*)" '
    r'([^ \r\n]+) ([^ \r\n]+)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?((?: [^\r\n]*)?)' + LINE_END
)
_ESCAPED = ("remote_addr", "remote_user", "request", "referer", "user_agent")


def web_server_form(source: Source, wanted: set[str]) -> LineForm:
    """The form of a source's lines in the formats combined and common; `wanted` are the fields that are mapped."""
    groups = wanted | {"time"}
    behind = tuple((name, STRICT_TRAILING) for name in source.trailing)
    declared = "".join(" " + joined([piece], groups) for piece in behind)
    agent = joined(_STRICT_AGENT, groups)
    tail = f" {agent}{declared}{_REST}" if behind else rf'(?: (?:{agent}{_REST}|[^"\r\n][^\r\n]*)?)?'
    return LineForm(
        strict=f"^{joined(_STRICT, groups)}{tail}{LINE_END}",
        strict_groups=named((*_STRICT, *_STRICT_AGENT, *behind), groups),
        lenient=_LENIENT,
        lenient_groups=_LENIENT_GROUPS,
        escaped=_ESCAPED,
        fields=tuple(name for name in (*ACCESS_LOG_FIELDS, *source.trailing) if name in wanted),
        trailing=source.trailing,
        finish=_as_they_are,
    )


def _as_they_are(groups: pl.DataFrame) -> pl.DataFrame:
    return groups

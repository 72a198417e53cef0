"""The patterns of access log lines, in the syntax of a regex engine that no line can make slow."""

from collections.abc import Sequence

# One branch per next byte throughout: only such a pattern runs on the engine's one-pass automaton, three times as
# fast. A `.` before the line's end, or two ways to match a quote, would lose it.
_STRICT = (
    ("remote_addr", '([^ ",]+)'), ("", " [^ ]+ "), ("remote_user", '([^ "]+)'), ("", r" \["), ("time", r"([^\]]+)"),
    ("", r'\] "'), ("method", "([A-Z]+)"), ("", " "), ("path", r'([^ "\\]+)'), ("", '(?: HTTP/[0-9.]+)?" '),
    ("status", "([^ ]+)"), ("", " "), ("bytes", r"([^ \r\n]+)"),
)  # fmt: skip
_STRICT_AGENT = (("", '"'), ("referer", r'([^"\\]*)'), ("", '" "'), ("user_agent", r'([^"\\]*)'), ("", '"'))
_STRICT_TRAILING = r'("[^"\\]*"|[^ "\r\n]+)'

LENIENT_FIELDS = ("remote_addr", "remote_user", "time", "request", "status", "bytes", "referer", "user_agent", "rest")
LENIENT = (
    r'^("[^"]*"(?: [^ ]+)?|[^ ,]+(?:, [^ ,]+)*(?: [^ ]*[.:][^ ]*)?) [^ ]+ (.*?) ?\[([^\]]*)\] "((?:[^"\\]|\\.)*)" '
    r'([^ \r\n]+) ([^ \r\n]+)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?((?: [^\r\n]*)?)\r?\n?$'
)
_LENIENT_TRAILING = r' ("(?:[^"\\]|\\.)*"|[^ "]+)'


def strict_pattern(trailing: Sequence[str], wanted: set[str]) -> tuple[str, tuple[str, ...]]:
    """The pattern with a group for `time` and each wanted field, and the groups' names."""
    wanted = wanted | {"time"}
    behind = [(name, _STRICT_TRAILING) for name in trailing]
    line = "".join(_piece(name, pattern, wanted) for name, pattern in _STRICT)
    agent = "".join(_piece(name, pattern, wanted) for name, pattern in _STRICT_AGENT)
    declared = "".join(" " + _piece(name, pattern, wanted) for name, pattern in behind)
    rest = r"(?: [^\r\n]*)?"
    tail = f" {agent}{declared}{rest}" if trailing else rf'(?: (?:{agent}{rest}|[^"\r\n][^\r\n]*)?)?'
    names = tuple(name for name, _ in (*_STRICT, *_STRICT_AGENT, *behind) if name in wanted)
    return rf"^{line}{tail}\r?\n?$", names


def trailing_pattern(count: int) -> str:
    """The first `count` fields behind a line, each a group, null from the first that is absent."""
    pattern = ""
    for _ in range(count):
        pattern = f"(?:{_LENIENT_TRAILING}{pattern})?"
    return "^" + pattern


def _piece(name: str, pattern: str, wanted: set[str]) -> str:
    return pattern if name in wanted or not name else pattern.replace("(", "(?:", 1)

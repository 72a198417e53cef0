"""Request paths become endpoints: a declared route template, else one made by rules that leave no id in it."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

import polars as pl

from warehouse.events import MAX_NAME_BYTES
from warehouse.parsing.segments import segment_name

NO_PATH = "(none)"
OTHER = "(other)"
MAX_DEPTH = 8
# What lies behind so many characters plays no part in the endpoint.
MAX_READ = 2048
KNOWN_PATHS = 10_000
# Whole segments that are ids beyond doubt go at once, so that few distinct paths are left for the rules.
_PLAIN_ID = r"/(?:[0-9]+|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{24,64})"
_ORIGIN = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


class Templates:
    """The route templates of one source; `rules` tells whether other paths get one made, or all become `(other)`."""

    def __init__(self, declared: Sequence[str], *, rules: bool = True) -> None:
        self.routes = [(_route(template), template) for template in sorted(declared, key=_specificity)]
        self.rules = rules
        self.may_shorten = not any(re.search(rf"{_PLAIN_ID}(?:/|$)", template) for template in declared)
        self.known: dict[str, str] = {}

    def read_endpoints(self, paths: pl.Series) -> pl.Series:
        """The endpoint of every path; `(none)` where there is none. Works on each distinct path once."""
        texts = paths.str.splitn("?", 2).struct[0]
        if self.may_shorten:
            texts = texts.str.replace_all(rf"{_PLAIN_ID}(?:/|$)", "/{id}/")
        distinct = texts.unique().drop_nulls()
        names = [self.endpoint_of(path) for path in distinct]
        return texts.replace_strict(distinct, names, default=NO_PATH, return_dtype=pl.String)

    def endpoint_of(self, path: str) -> str:
        """The endpoint of one request target; its query plays no part."""
        name = self.known.get(path)
        if name is None:
            if len(self.known) >= KNOWN_PATHS:
                self.known.clear()
            name = self.known[path] = self._find(path)
        return name

    def _find(self, path: str) -> str:
        path = _ORIGIN.sub("", re.split("[?#]", path[:MAX_READ], maxsplit=1)[0]) or "/"
        if not path.startswith("/"):
            return path if path == "*" else OTHER
        segments = [segment.split(";")[0] for segment in path.split("/") if segment.split(";")[0]]
        plain = "/" + "/".join(segments)
        decoded = "/" + "/".join(unquote(segment).replace("/", "%2F") for segment in segments)
        for route, template in self.routes:
            if route.fullmatch(plain) or route.fullmatch(decoded):
                return template
        return _made_template(segments) if self.rules else OTHER


def _made_template(segments: list[str]) -> str:
    """At most eight segments and 200 bytes; what lies deeper or beyond is `*`."""
    names = [segment_name(segment) for segment in segments[:MAX_DEPTH]]
    if len(segments) > MAX_DEPTH:
        names.append("*")
    while len("/".join(names)) > MAX_NAME_BYTES - 3:
        names = [*names[:-2], "*"]
    return "/" + "/".join(names)


def _route(template: str) -> re.Pattern[str]:
    """`{name}` stands for one segment or a part of one, a last `*` for all that follows."""
    pieces = re.split(r"(\{[^}]*\}|\*$)", template.rstrip("/") or "/")
    special = {"*": ".*"}
    pattern = "".join("[^/]+" if piece.startswith("{") else special.get(piece, re.escape(piece)) for piece in pieces)
    return re.compile(pattern, re.DOTALL)


def _specificity(template: str) -> tuple[list[int], int, str]:
    """Sorts the most specific first: from left to right a literal before a parameter before `*`, then the longer."""
    ranks = [2 if segment == "*" else 1 if "{" in segment else 0 for segment in template.split("/")]
    return ranks, -len(template), template

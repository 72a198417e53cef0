"""Request lines such as `GET /v1/orders HTTP/1.1`, split into method and target."""

import polars as pl

# The first is decided in one pass over the bytes; the second also takes spaces inside the target.
_PATTERNS = (
    r"^([A-Z]+) ([^ ]+)(?: HTTP/[0-9.]+)?$",
    r"^([A-Za-z][A-Za-z_-]{0,19}) +([^ ].*?)(?: +HTTP/[0-9.]+)? *$",
)


def split_requests(lines: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Methods and targets; both null where the line is no request."""
    method, path = lines.str.extract_groups(_PATTERNS[0]).struct.unnest()
    if method.null_count() > lines.null_count():
        lenient = lines.str.extract_groups(_PATTERNS[1]).struct.unnest()
        method, path = (first_given(*parts) for parts in zip((method, path), lenient, strict=True))
    return method, path


def first_given(first: pl.Series, second: pl.Series) -> pl.Series:
    """Where the first has no value, the second's."""
    return first.zip_with(first.is_not_null(), second) if first.null_count() else first

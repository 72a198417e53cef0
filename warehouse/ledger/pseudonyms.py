"""Keyed pseudonyms: HMAC-SHA256 of a person's values, cut to 128 bits, and the pairs that lead back to them."""

import hmac
from collections.abc import Collection, Iterable

import polars as pl

# The table of raw that maps each kind of key back, with its value columns.
MAPPINGS = {
    "user_key": ("user_keys", ("client_id", "user_id")),
    "ip_key": ("ip_keys", ("ip",)),
    "agent_key": ("agent_keys", ("user_agent",)),
}


def pseudonym(key: bytes, kind: str, *values: str) -> bytes:
    """16 bytes that stand for the values; the same key and values always give the same."""
    return hmac.digest(key, "\0".join((kind, *values)).encode(), "sha256")[:16]


def pseudonymise(
    events: pl.DataFrame, key: bytes, erased: Collection[bytes] = ()
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Events with `user_key`, `ip_key`, `agent_key` (16 bytes each) in place of the values, and the new pairs.

    A user is the client's user: the same name at two clients is two persons. A pair `is_kept` unless only users whose
    keys are `erased` came with it.
    """
    pairs: dict[str, pl.DataFrame] = {}
    for kind, (_, columns) in MAPPINGS.items():
        distinct = events.select(columns).unique(maintain_order=True).drop_nulls(columns[-1])
        pairs[kind] = distinct.with_columns(pl.Series(kind, _keys(key, kind, distinct.rows()), dtype=pl.Binary))
        events = events.join(pairs[kind], on=columns, how="left", maintain_order="left")
    return events.drop("user_id", "ip", "user_agent"), _with_kept(pairs, events, erased)


def _with_kept(
    pairs: dict[str, pl.DataFrame], events: pl.DataFrame, erased: Collection[bytes]
) -> dict[str, pl.DataFrame]:
    others = events if not erased else events.filter(pl.col("user_key").is_in(list(erased)).not_().fill_null(True))
    if others.height == events.height:
        return {kind: frame.with_columns(pl.lit(True).alias("is_kept")) for kind, frame in pairs.items()}
    return {
        kind: frame.with_columns(pl.col(kind).is_in(others[kind].drop_nulls().unique().to_list()).alias("is_kept"))
        for kind, frame in pairs.items()
    }


def _keys(key: bytes, kind: str, rows: Iterable[tuple[str, ...]]) -> list[bytes]:
    return [pseudonym(key, kind, *row) for row in rows]

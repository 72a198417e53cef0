"""The address of who asked, out of a list that proxies have written."""

from ipaddress import ip_address, ip_network

import polars as pl

# Not Python's `is_private`: that counts the documentation ranges as private, which examples are full of.
_INNER = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "::/127", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


def read_addresses(raw: pl.Series) -> pl.Series:
    """Of several addresses in one value the first public one, else the first; single values stay as they are."""
    texts = raw.cast(pl.String, strict=False)
    lists = texts.str.contains("[, ]").fill_null(False)
    if not lists.any():
        return texts
    chosen = {text: first_public(text) for text in texts.filter(lists).unique()}
    return texts.replace(list(chosen), list(chosen.values()))


def first_public(text: str) -> str | None:
    """The first public address of a list, else its first entry; None of an empty list."""
    entries = [entry for entry in text.replace('"', " ").replace(",", " ").split() if entry != "-"]
    return next(filter(_is_public, entries), entries[0] if entries else None)


def _is_public(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not any(address in block for block in _INNER)

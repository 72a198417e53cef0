"""How a file is known again when it was renamed, compressed or has grown: by its first 1,024 bytes.

A file shorter than that has no such beginning yet. It is known by its whole lines, and when it has grown, or when an
earlier state of a file comes after a later one, the fingerprint that was given first is kept.
"""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from warehouse.parsing import fingerprint_of

PREFIX_BYTES = 1024


@dataclass(frozen=True)
class Prefix:
    """A whole-line beginning of a file."""

    length: int
    digest: UUID
    is_whole_file: bool


def digest_of(content: bytes) -> UUID:
    """The 128 bits that stand for bytes."""
    return UUID(bytes=fingerprint_of(content))


def prefixes_of(beginning: bytes, header_lines: int) -> list[Prefix]:
    """Every beginning that ends with a line and holds a record, shortest first; at most 1,024 bytes."""
    ends = [position + 1 for position, byte in enumerate(beginning) if byte == 0x0A][header_lines:]
    is_short = len(beginning) < PREFIX_BYTES
    return [Prefix(end, digest_of(beginning[:end]), is_short and end == ends[-1]) for end in ends]


def choose_fingerprint(connection: psycopg.Connection, source: str, beginning: bytes, prefixes: list[Prefix]) -> UUID:
    """The fingerprint of the file that this one continues or begins, else its own."""
    known: list[tuple[int, UUID, UUID, bool]] = connection.execute(
        "select prefix_bytes, prefix_digest, fingerprint, is_whole_file from raw.file_prefixes "
        "where source = %s and prefix_digest = any(%s) order by prefix_bytes desc, load_id",
        [source, [prefix.digest for prefix in prefixes]],
    ).fetchall()
    whole = next((prefix.length for prefix in prefixes if prefix.is_whole_file), None)
    for length, _, fingerprint, is_whole_file in known:
        if is_whole_file or length == whole:
            return fingerprint
    return digest_of(beginning)


def append_prefixes(
    connection: psycopg.Connection, load_id: int, source: str, prefixes: list[Prefix], fingerprint: UUID
) -> None:
    """Keeps the beginnings, so that the file's other states are known again."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into raw.file_prefixes (load_id, source, prefix_bytes, prefix_digest, fingerprint, is_whole_file) "
            "values (%s, %s, %s, %s, %s, %s)",
            [(load_id, source, item.length, item.digest, fingerprint, item.is_whole_file) for item in prefixes],
        )

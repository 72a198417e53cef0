"""Log files become usage events: bounded memory, every line accounted for."""

from warehouse.parsing.chunks import QUARANTINE_SCHEMA, ParsedChunk
from warehouse.parsing.identity import event_keys, fingerprint_of
from warehouse.parsing.records import open_records, read_prefix
from warehouse.parsing.side_by_side import map_ahead

__all__ = [
    "QUARANTINE_SCHEMA",
    "ParsedChunk",
    "event_keys",
    "fingerprint_of",
    "map_ahead",
    "open_records",
    "read_prefix",
]

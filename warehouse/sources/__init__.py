"""Log sources: where files land, how they are written, and which field gives which column of a usage event."""

from warehouse.sources.adhoc import adhoc_again, adhoc_source
from warehouse.sources.expected import ExpectedFiles
from warehouse.sources.model import FieldRule, Source
from warehouse.sources.reading import find_source, read_source, read_sources

__all__ = [
    "ExpectedFiles",
    "FieldRule",
    "Source",
    "adhoc_again",
    "adhoc_source",
    "find_source",
    "read_source",
    "read_sources",
]

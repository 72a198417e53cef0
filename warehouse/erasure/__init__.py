"""Erasing a person: what names them goes from ledger and marts, their usage counts on under keys, no total changes."""

from warehouse.erasure.dead_rows import remove_dead_rows, wait_for_builds
from warehouse.erasure.deleting import Bands, begin_erasure, delete_person, erasing_alone, finish_erasure
from warehouse.erasure.holdings import Holdings, find_holdings
from warehouse.erasure.origins import Origin, read_origins
from warehouse.erasure.persons import Person
from warehouse.erasure.records import Erasure, read_erasures
from warehouse.erasure.remains import Remainder, find_in_tables, needles, spellings
from warehouse.erasure.texts import NamingTexts, find_naming_texts

__all__ = [
    "Bands",
    "Erasure",
    "Holdings",
    "NamingTexts",
    "Origin",
    "Person",
    "Remainder",
    "begin_erasure",
    "delete_person",
    "erasing_alone",
    "find_holdings",
    "find_in_tables",
    "find_naming_texts",
    "finish_erasure",
    "needles",
    "read_erasures",
    "read_origins",
    "remove_dead_rows",
    "spellings",
    "wait_for_builds",
]

"""The open/close ledger of billable resources: rate codes, events, ownerships, and who pays for whom."""

from warehouse.resources.behind import is_behind
from warehouse.resources.kinds import KINDS, Record
from warehouse.resources.load import RecordsLoad, load_records
from warehouse.resources.put import Outcome, Put, put, read_standing

__all__ = ["KINDS", "Outcome", "Put", "Record", "RecordsLoad", "is_behind", "load_records", "put", "read_standing"]

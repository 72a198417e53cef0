"""Reference data: clients, projects, dealers, users, APIs and listings, from files or from the operator's tables."""

from warehouse.reference.kinds import KINDS
from warehouse.reference.load import load_reference, load_reference_table
from warehouse.reference.tables import ReferenceTable, read_reference_tables

__all__ = ["KINDS", "ReferenceTable", "load_reference", "load_reference_table", "read_reference_tables"]

"""Reference data: clients, projects, dealers, users and endpoints, as simple files name them."""

from warehouse.reference.kinds import KINDS
from warehouse.reference.load import load_reference

__all__ = ["KINDS", "load_reference"]

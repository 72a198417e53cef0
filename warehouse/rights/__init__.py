"""What clients may use of features, and what is reported of it."""

from warehouse.rights.behind import is_behind
from warehouse.rights.load import load_changes
from warehouse.rights.put import put_change, put_changes
from warehouse.rights.record import FeatureChange

__all__ = ["FeatureChange", "is_behind", "load_changes", "put_change", "put_changes"]

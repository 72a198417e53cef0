"""What clients may use of features at an instant, and what they use of it."""

from warehouse.reports.rights.asked import RightsFilter
from warehouse.reports.rights.lists import clients_with_rights, rights_conflicts
from warehouse.reports.rights.rights import rights

__all__ = ["RightsFilter", "clients_with_rights", "rights", "rights_conflicts"]

"""Reports of billable resources: usage, invoices, revenue, changes, and what needs somebody's eye."""

from warehouse.reports.billing.asked import BillingFilter, Span
from warehouse.reports.billing.changes import CHANGES, resource_changes
from warehouse.reports.billing.invoice import invoice
from warehouse.reports.billing.lists import ownerships, resource_conflicts, unbilled_time, unpaired_closes
from warehouse.reports.billing.revenue import revenue
from warehouse.reports.billing.summaries import DESCRIBED, resource_summaries
from warehouse.reports.billing.units import account_usage, rate_code_usage, units

__all__ = [
    "CHANGES",
    "DESCRIBED",
    "BillingFilter",
    "Span",
    "account_usage",
    "invoice",
    "ownerships",
    "rate_code_usage",
    "resource_changes",
    "resource_conflicts",
    "resource_summaries",
    "revenue",
    "unbilled_time",
    "units",
    "unpaired_closes",
]

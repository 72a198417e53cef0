"""Reports of metered usage and of what it costs."""

from warehouse.reports.rating.asked import BILLING_DIMENSIONS, MonthFilter, latest_month
from warehouse.reports.rating.draft import draft
from warehouse.reports.rating.known_until import known_until
from warehouse.reports.rating.metered import MeterFilter, metered
from warehouse.reports.rating.months import not_billed, rated

__all__ = [
    "BILLING_DIMENSIONS",
    "MeterFilter",
    "MonthFilter",
    "draft",
    "known_until",
    "latest_month",
    "metered",
    "not_billed",
    "rated",
]

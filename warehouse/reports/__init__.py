"""Every report, defined once: the dashboard, the command line and the API render what is returned here."""

from warehouse.reports.comparison import questions, run_compared
from warehouse.reports.dealers import DEALER_MARTS, DealerFilter, dealers
from warehouse.reports.dimensions import DIMENSIONS, Dimension, TimeBasis
from warehouse.reports.expected_files import expected_files
from warehouse.reports.health import Freshness, days_waiting, freshness, loads, quarantine
from warehouse.reports.known import Known
from warehouse.reports.locations import locations
from warehouse.reports.marts import ATTRIBUTES, MAX_EVENT_DAYS
from warehouse.reports.measures import DEFAULT_MEASURES, MEASURES, Measure
from warehouse.reports.periods import AGAINST, PRESETS, Against, Period, earlier, last_days, preset
from warehouse.reports.rating import (
    BILLING_DIMENSIONS,
    MeterFilter,
    MonthFilter,
    draft,
    known_until,
    latest_month,
    metered,
    not_billed,
    rated,
)
from warehouse.reports.reconciliation import reconciliation
from warehouse.reports.rendering import FORMATS, Format, render, write
from warehouse.reports.report import Column, Report, whole
from warehouse.reports.rights import RightsFilter, clients_with_rights, rights, rights_conflicts
from warehouse.reports.small_groups import values_of
from warehouse.reports.table import print_table, shown
from warehouse.reports.unknown_ids import unknown_ids
from warehouse.reports.usage import combinations, options, run, run_in_pieces, tables_read
from warehouse.reports.usage_filter import UsageFilter

__all__ = [
    "AGAINST",
    "ATTRIBUTES",
    "BILLING_DIMENSIONS",
    "DEALER_MARTS",
    "DEFAULT_MEASURES",
    "DIMENSIONS",
    "FORMATS",
    "MAX_EVENT_DAYS",
    "MEASURES",
    "PRESETS",
    "Against",
    "Column",
    "DealerFilter",
    "Dimension",
    "Format",
    "Freshness",
    "Known",
    "Measure",
    "MeterFilter",
    "MonthFilter",
    "Period",
    "Report",
    "RightsFilter",
    "TimeBasis",
    "UsageFilter",
    "clients_with_rights",
    "combinations",
    "days_waiting",
    "dealers",
    "draft",
    "earlier",
    "expected_files",
    "freshness",
    "known_until",
    "last_days",
    "latest_month",
    "loads",
    "locations",
    "metered",
    "not_billed",
    "options",
    "preset",
    "print_table",
    "quarantine",
    "questions",
    "rated",
    "reconciliation",
    "render",
    "rights",
    "rights_conflicts",
    "run",
    "run_compared",
    "run_in_pieces",
    "shown",
    "tables_read",
    "unknown_ids",
    "values_of",
    "whole",
    "write",
]

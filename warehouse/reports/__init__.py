"""Every report, defined once: the dashboard, the command line and the API render what is returned here."""

from warehouse.reports.comparison import run_compared
from warehouse.reports.dealers import DealerFilter, dealers
from warehouse.reports.dimensions import DIMENSIONS, Dimension, TimeBasis
from warehouse.reports.health import Freshness, days_waiting, freshness, loads, quarantine
from warehouse.reports.locations import locations
from warehouse.reports.marts import MAX_EVENT_DAYS
from warehouse.reports.measures import DEFAULT_MEASURES, MEASURES, Measure
from warehouse.reports.periods import AGAINST, PRESETS, Against, Period, earlier, last_days, preset
from warehouse.reports.rendering import FORMATS, Format, render, write
from warehouse.reports.report import Column, Report, whole
from warehouse.reports.table import print_table, shown
from warehouse.reports.unknown_ids import unknown_ids
from warehouse.reports.usage import options, run, run_in_pieces
from warehouse.reports.usage_filter import UsageFilter

__all__ = [
    "AGAINST",
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
    "Measure",
    "Period",
    "Report",
    "TimeBasis",
    "UsageFilter",
    "days_waiting",
    "dealers",
    "earlier",
    "freshness",
    "last_days",
    "loads",
    "locations",
    "options",
    "preset",
    "print_table",
    "quarantine",
    "render",
    "run",
    "run_compared",
    "run_in_pieces",
    "shown",
    "unknown_ids",
    "whole",
    "write",
]

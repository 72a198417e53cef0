"""The append-only ledger: load files, judge them, withdraw them, account for every line."""

from warehouse.ledger.begun_months import begin_month, begin_running_month, begun_through, month_to_begin
from warehouse.ledger.empty_days import SaidOfDays, declare_empty, withdraw_empty
from warehouse.ledger.expected_files import (
    DayState,
    ExpectedDay,
    MissingFile,
    all_expected_days,
    expected_days,
    missing_files,
)
from warehouse.ledger.known import known_by, known_with
from warehouse.ledger.landing import LandingFile, landing_file, landing_files, unloaded_files
from warehouse.ledger.load import load_file
from warehouse.ledger.locating import Located, count_behind, locate
from warehouse.ledger.location_database import LocationDatabase
from warehouse.ledger.location_database import opened as opened_location_database
from warehouse.ledger.rated_months import are_prices_behind, day_to_begin_with, is_rated, months_to_rate
from warehouse.ledger.reading import QuarantinedLine, count_quarantine, read_load, read_loads, read_quarantine
from warehouse.ledger.releasing import release_lines, said_of_purged, source_now
from warehouse.ledger.results import LoadResult, State
from warehouse.ledger.touched import contiguous, ledger_horizon, touched_days, used_days
from warehouse.ledger.verdicts import accept, hold, void

__all__ = [
    "DayState",
    "ExpectedDay",
    "LandingFile",
    "LoadResult",
    "Located",
    "LocationDatabase",
    "MissingFile",
    "QuarantinedLine",
    "SaidOfDays",
    "State",
    "accept",
    "all_expected_days",
    "are_prices_behind",
    "begin_month",
    "begin_running_month",
    "begun_through",
    "contiguous",
    "count_behind",
    "count_quarantine",
    "day_to_begin_with",
    "declare_empty",
    "expected_days",
    "hold",
    "is_rated",
    "known_by",
    "known_with",
    "landing_file",
    "landing_files",
    "ledger_horizon",
    "load_file",
    "locate",
    "missing_files",
    "month_to_begin",
    "months_to_rate",
    "opened_location_database",
    "read_load",
    "read_loads",
    "read_quarantine",
    "release_lines",
    "said_of_purged",
    "source_now",
    "touched_days",
    "unloaded_files",
    "used_days",
    "void",
    "withdraw_empty",
]

"""Everything Dagster knows of the house: `dagster dev -m orchestration.definitions`."""

import warnings
from datetime import date

import dagster as dg

from orchestration.dbt_manifest import read_manifest
from orchestration.defs.automation import build_automation
from orchestration.defs.closing import build_closing
from orchestration.defs.jobs import build_jobs
from orchestration.defs.resources import build_resources
from orchestration.defs.transform import build_dbt_assets
from orchestration.defs.usage import build_usage, expected_files_came, usage_is_fresh
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

# Only where nobody says better: long enough ago for any log, few enough days (some 4,000) for the UI to be quick.
CALENDAR_BEGINS = date(2015, 1, 1)


def build_definitions(settings: Settings, first_day: date) -> dg.Definitions:
    """All assets, checks, jobs, sensors and schedules, over days from `first_day` on."""
    with warnings.catch_warnings():
        # Single-run backfills are called beta; they are what makes a range of days one dbt call.
        warnings.simplefilter("ignore", dg.BetaWarning)
        assets = [*build_usage(first_day), *build_dbt_assets(read_manifest(settings), first_day)]
    return dg.Definitions.merge(
        dg.Definitions(
            assets=assets,
            asset_checks=[usage_is_fresh, expected_files_came],
            resources=build_resources(settings),
            # One machine: dbt brings its own threads, and a process for each step would import Great Expectations
            # and dbt anew, some 15 s each. Where runs are to spread, replace this one line.
            executor=dg.in_process_executor,
        ),
        build_jobs(),
        build_automation(first_day),
        build_closing(first_day),
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of this installation."""
    settings = current_settings()
    return build_definitions(settings, settings.first_day or CALENDAR_BEGINS)

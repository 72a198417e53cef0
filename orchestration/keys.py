"""The names that assets, jobs and pools have."""

import dagster as dg

FAMILIES = {
    "access_log": "Access logs of nginx and Apache",
    "json": "JSON lines",
    "csv": "CSV files",
    "parquet": "Parquet files",
}
USAGE_EVENTS = dg.AssetKey(["raw", "usage_events"])
CLOSINGS = dg.AssetKey(["book", "closings"])
REFERENCE_RECORDS = dg.AssetKey(["raw", "reference_records"])

PLAUSIBLE = "load_is_plausible"
FRESH = "usage_is_fresh"
FILES_CAME = "expected_files_came"

# Two runs of one incremental model at once double its rows or fail; in the pool of one they wait for each other.
DAILY_POOL = "dbt_daily"

GROUP = "ledger"
OWNERS = ["data@meterhouse.example"]
BILLING_OWNERS = ["billing@meterhouse.example"]


def family_key(family: str) -> dg.AssetKey:
    """The asset of a family of sources."""
    return dg.AssetKey(["raw", family])

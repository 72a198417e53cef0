"""Jobs: what one click, one sensor request or one schedule tick runs, for a day or a range of days."""

import dagster as dg

from orchestration.keys import CLOSINGS, FAMILIES, REFERENCE_RECORDS, family_key
from orchestration.outcomes import BUILD, DAY, LOAD


def build_jobs() -> dg.Definitions:
    """Load what landed, build what was touched, or the whole way."""
    everything = dg.AssetSelection.all() - dg.AssetSelection.assets(CLOSINGS)
    landed = dg.AssetSelection.assets(*map(family_key, FAMILIES), REFERENCE_RECORDS)
    return dg.Definitions(
        jobs=[
            dg.define_asset_job(LOAD, landed, description="Load the new files of landing days, each load checked."),
            dg.define_asset_job(BUILD, everything - landed, description="Build and test event days."),
            dg.define_asset_job(DAY, everything, description="Load, build and test days: the whole way."),
        ]
    )

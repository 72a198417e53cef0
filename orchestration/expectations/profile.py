"""The profile of loads: one row per load, as a pandas frame, with what a person would look at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from warehouse.database import connect
from warehouse.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

# Shares are of stored records. A last line still being written (`unterminated`) is no fault and counts for nothing.
# Volume: the busiest usage date of the load against the median of what the source stored on each of the 14 days
# before it, by accepted loads and by earlier ones judged along with it; fewer than seven days make no usual day.
PROFILE = """
    with given as (
        select load_id, load_no, source, source_version, lines, stored, quarantined, committed_at
        from raw.loads
        where load_id = any(%(load_ids)s)
    ),
    span as (
        select min(usage_date) as first, max(usage_date) as last from raw.load_days where load_id = any(%(load_ids)s)
    ),
    records as (
        select
            event.load_id,
            min(event.usage_at) as first_usage_at,
            max(event.usage_at) as last_usage_at,
            min(event.status_code) as status_code_least,
            max(event.status_code) as status_code_greatest,
            1 - count(event.status_code)::float8 / count(*) as status_code_null_share,
            1 - count(nullif(event.client_id, 'anonymous'))::float8 / count(*) as client_id_null_share,
            1 - count(event.project_id)::float8 / count(*) as project_id_null_share,
            1 - count(event.user_key)::float8 / count(*) as user_id_null_share,
            1 - count(event.dealer_id)::float8 / count(*) as dealer_id_null_share,
            1 - count(event.ip_key)::float8 / count(*) as ip_null_share,
            1 - count(event.latency_us)::float8 / count(*) as latency_us_null_share,
            1 - count(event.response_bytes)::float8 / count(*) as response_bytes_null_share
        from raw.usage_events as event
        where event.load_id = any(%(load_ids)s)
            and event.usage_date between (select first from span) and (select last from span)
        group by event.load_id
    ),
    unfinished as (
        select load_id, count(*) as lines
        from raw.quarantine
        where load_id = any(%(load_ids)s) and reason = 'unterminated'
        group by load_id
    ),
    busiest as (
        select distinct on (load_id) load_id, usage_date, stored - repeated as stored
        from raw.load_days
        where load_id = any(%(load_ids)s)
        order by load_id, stored - repeated desc, usage_date
    ),
    usual as (
        select before.load_id, percentile_cont(0.5) within group (order by before.stored) as median_stored
        from (
            select given.load_id, day.usage_date, sum(day.stored - day.repeated) as stored
            from given
            inner join busiest on given.load_id = busiest.load_id
            inner join raw.loads as load on given.source = load.source and given.load_id <> load.load_id
            inner join raw.load_days as day
                on load.load_id = day.load_id
                and day.usage_date between busiest.usage_date - 14 and busiest.usage_date - 1
            where (load.load_id = any(%(load_ids)s) and load.load_no < given.load_no)
                or (
                    select verdict.verdict from raw.load_verdicts as verdict
                    where verdict.load_id = load.load_id order by verdict.verdict_no desc limit 1
                ) = 'accepted'
            group by given.load_id, day.usage_date
        ) as before
        group by before.load_id
        having count(*) >= 7
    )
    select
        given.load_id,
        given.source,
        given.source_version,
        version.definition -> 'expectations' as expectations,
        given.lines,
        given.stored,
        (given.quarantined - coalesce(unfinished.lines, 0))::float8 / nullif(given.lines, 0) as quarantined_share,
        extract(epoch from records.last_usage_at - given.committed_at)::float8 / 3600 as hours_ahead,
        busiest.stored / nullif(usual.median_stored, 0) as volume_ratio,
        records.*
    from given
    inner join raw.source_versions as version
        on given.source = version.source and given.source_version = version.source_version
    left join records on given.load_id = records.load_id
    left join unfinished on given.load_id = unfinished.load_id
    left join busiest on given.load_id = busiest.load_id
    left join usual on given.load_id = usual.load_id
    order by given.load_no
"""


def profile_loads(load_ids: Sequence[int], settings: Settings) -> pd.DataFrame:
    """One row per load that exists, indexed by load_id, in the order in which they were loaded."""
    import pandas as pd

    with connect("loader", settings) as connection:
        cursor = connection.execute(PROFILE, {"load_ids": list(load_ids)})
        columns = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    frame = pd.DataFrame.from_records(rows, columns=columns)
    return frame.loc[:, ~frame.columns.duplicated()].set_index("load_id", drop=False).rename_axis(None)

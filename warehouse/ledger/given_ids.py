"""Ids that senders gave, remembered for 35 days: which records repeat one, and which contradict one.

The same id with the same content is a repeat, also if one of the two left its time out. The same id with other content,
or with two different times, is a conflict: what came first stays. Ids of voided loads are not remembered.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import psycopg

from warehouse.events import QuarantineReason
from warehouse.ledger.register import REMEMBERED

CONFLICTS_FETCHED = 50_000
# What a conflict says of itself: line, the load and line that came first, and whether only the times differ.
CONFLICT_SCHEMA = {"line_no": pl.Int64(), "load_id": pl.Int64(), "first_line": pl.Int64(), "is_time": pl.Boolean()}


@dataclass(frozen=True)
class Compared:
    """Repeats by usage date, and the conflicts (CONFLICT_SCHEMA, ascending by line)."""

    repeated: dict[date, int]
    conflicts: pl.DataFrame


def compare(
    connection: psycopg.Connection, load_id: int, source: str, given_on: date, replaces: int | None
) -> Compared:
    """Compares a load's ids with those remembered, its own earlier lines and the loads of its source.

    Waits for other loads of the source that compare theirs, so that of two at once one sees the other. A load that is
    being replaced is not compared with.
    """
    connection.execute("select pg_advisory_xact_lock(7303, hashtext(%s))", [source])
    span = {
        "load_id": load_id,
        "source": source,
        "given_on": given_on,
        "remembered": given_on - REMEMBERED,
        "replaces": replaces,
    }
    # The planner knows nothing of rows just written, and would join millions one by one.
    connection.execute("set local enable_nestloop = off")
    others = OTHERS if connection.execute(f"select exists ({LIVE})".encode(), span).fetchone() == (True,) else NO_OTHERS
    counts = connection.execute((MATCHED.format(others=others) + COUNTS).encode(), span, prepare=False).fetchall()
    conflicts = _conflicts(connection, others, span) if any(row[2] for row in counts) else no_conflicts()
    connection.execute("set local enable_nestloop to default")
    return Compared({day: repeated for day, repeated, _ in counts if repeated}, conflicts)


def _conflicts(connection: psycopg.Connection, others: str, span: dict[str, Any]) -> pl.DataFrame:
    """Fetched piecemeal: a file may contradict another in all of its lines."""
    pieces = [no_conflicts()]
    with connection.cursor("conflicts") as cursor:
        cursor.execute((MATCHED.format(others=others) + CONFLICTS).encode(), span)
        while rows := cursor.fetchmany(CONFLICTS_FETCHED):
            pieces.append(pl.DataFrame(rows, schema=CONFLICT_SCHEMA, orient="row"))
    return pl.concat(pieces)


def as_faults(conflicts: pl.DataFrame) -> pl.DataFrame:
    """What parsing is told to set aside: line, reason and a sentence for each conflict."""
    what = pl.when("is_time").then(pl.lit("another time")).otherwise(pl.lit("other content"))
    return conflicts.select(
        "line_no",
        pl.lit(QuarantineReason.CONFLICTING_DUPLICATE.value).alias("reason"),
        pl.format("its id stands in load {}, line {}, with {}", "load_id", "first_line", what).alias("detail"),
    )


def no_conflicts() -> pl.DataFrame:
    """An empty frame of conflicts (CONFLICT_SCHEMA)."""
    return pl.DataFrame(schema=CONFLICT_SCHEMA)


LIVE = """
    select load.load_id, load.load_no
    from raw.loads as load
    where load.source = %(source)s
        and load.load_id is distinct from %(replaces)s::bigint
        and (%(replaces)s::bigint is null or load.releases_load_id is distinct from %(replaces)s::bigint)
        and load.committed_at >= %(remembered)s::date
        and not exists (
            select from raw.load_verdicts as verdict
            where verdict.load_id = load.load_id and verdict.verdict = 'voided'
        )
"""
# One probe of the index for each record, whatever the planner thinks of the register's size: `offset 0` keeps it so.
OTHERS = f"""
    select distinct on (mine.line_no)
        mine.line_no, mine.usage_at, mine.is_time_assigned, mine.payload_digest,
        other.load_id as first_load, other.line_no as first_line, other.usage_at as first_at,
        other.is_time_assigned as is_first_assigned, other.payload_digest as first_digest
    from mine
    cross join lateral (
        select given.load_id, given.line_no, given.usage_at, given.is_time_assigned, given.payload_digest
        from raw.given_ids as given
        where given.event_key = mine.event_key
            and given.provider_id = mine.provider_id
            and given.given_on >= %(remembered)s
            and given.load_id <> %(load_id)s
        offset 0
    ) as other
    inner join ({LIVE}) as live on other.load_id = live.load_id
    order by mine.line_no, live.load_no, other.line_no
"""  # noqa: S608 - made of constants
NO_OTHERS = """
    select line_no, usage_at, is_time_assigned, payload_digest, load_id as first_load, line_no as first_line,
        usage_at as first_at, is_time_assigned as is_first_assigned, payload_digest as first_digest
    from mine
    where false
"""
MATCHED = """
    with mine as materialized (
        select event_key, provider_id, payload_digest, usage_at, is_time_assigned, load_id, line_no
        from raw.given_ids
        where load_id = %(load_id)s and given_on = %(given_on)s
    ),
    others as materialized ({others}),
    several as (
        select event_key, provider_id from mine group by event_key, provider_id having count(*) > 1
    ),
    own as (
        select mine.*,
            first_value(mine.line_no) over first as first_line,
            first_value(mine.usage_at) over first as first_at,
            first_value(mine.is_time_assigned) over first as is_first_assigned,
            first_value(mine.payload_digest) over first as first_digest
        from mine
        inner join several on mine.event_key = several.event_key and mine.provider_id = several.provider_id
        window first as (partition by mine.event_key, mine.provider_id order by mine.line_no)
    ),
    matched as (
        select * from others
        union all
        select line_no, usage_at, is_time_assigned, payload_digest, load_id as first_load, first_line, first_at,
            is_first_assigned, first_digest
        from own
        where line_no <> first_line and not exists (select from others where others.line_no = own.line_no)
    ),
    compared as (
        select line_no, usage_at, first_load, first_line,
            payload_digest <> first_digest as is_content,
            not (is_time_assigned or is_first_assigned) and usage_at <> first_at as is_time
        from matched
    )
"""
COUNTS = """
    select (usage_at at time zone 'UTC')::date as usage_date,
        count(*) filter (where not (is_content or is_time))::bigint as repeated,
        count(*) filter (where is_content or is_time)::bigint as conflicts
    from compared
    group by usage_date
"""
CONFLICTS = """
    select line_no, first_load, first_line, not is_content as is_time
    from compared
    where is_content or is_time
    order by line_no
"""

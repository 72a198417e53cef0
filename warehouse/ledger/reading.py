"""What the ledger says of a load and of its quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.ledger.results import LoadResult
from warehouse.settings import Settings

# The load that took the place of `load`, or, still held, is to take it.
REPLACED_BY = """
    select other.load_id
    from raw.loads as other
    left join raw.load_verdicts as verdict on other.load_id = verdict.load_id
    where other.replaces_load_id = load.load_id
    group by other.load_id, other.load_no
    having not coalesce(bool_or(verdict.verdict = 'voided'), false)
    order by coalesce(bool_or(verdict.verdict = 'accepted'), false) desc, other.load_no
    limit 1
"""
LOADS = f"""
    select
        load.load_id, load.load_no, load.kind, load.replaces_load_id, load.releases_load_id,
        ({REPLACED_BY}) as replaced_by_load_id,
        load.file_name, load.source, load.source_version, load.lines, load.stored, load.repeated,
        load.quarantined, load.ignored, load.seconds::float as seconds,
        coalesce(
            (
                select verdict.verdict from raw.load_verdicts as verdict
                where verdict.load_id = load.load_id order by verdict.verdict_no desc limit 1
            ), 'held'
        ) as status,
        not exists (select from raw.load_verdicts as verdict where verdict.load_id = load.load_id) as awaits_verdict,
        coalesce(
            (select array_agg(day.usage_date order by day.usage_date) from raw.load_days as day
            where day.load_id = load.load_id), '{{}}'
        ) as touched_days,
        coalesce(
            (select jsonb_object_agg(counted.reason, counted.lines) from (
                select line.reason, count(*) as lines from raw.quarantine as line
                where line.load_id = load.load_id group by line.reason
            ) as counted), '{{}}'
        ) as quarantine_reasons
    from raw.loads as load
"""  # noqa: S608 - made of constants


# A quarantined `line` waits until its load is voided or a load that is not voided takes it up.
WAITS = """
    not exists (
        select from raw.load_verdicts as verdict
        where verdict.load_id = line.load_id and verdict.verdict = 'voided'
    )
    and not exists (
        select from raw.quarantine_releases as release
        where release.load_id = line.load_id and release.line_no = line.line_no
            and not exists (
                select from raw.load_verdicts as verdict
                where verdict.load_id = release.released_in and verdict.verdict = 'voided'
            )
    )
"""


def read_load(connection: psycopg.Connection, load_id: int) -> LoadResult:
    """The accounting of a load; raises `LedgerError` if there is no such load."""
    rows = _read(connection, "where load.load_id = %s", [load_id])
    if not rows:
        raise LedgerError(f"There is no load {load_id}. `meterhouse loads` lists them.")
    return rows[0]


def unvoided_loads(connection: psycopg.Connection, condition: str, parameters: list[Any]) -> list[LoadResult]:
    """The loads on `load` that meet the condition and are not voided, in ledger order."""
    return _read(
        connection,
        f"where {condition} and not exists (select from raw.load_verdicts as verdict "
        "where verdict.load_id = load.load_id and verdict.verdict = 'voided') order by load.load_no",
        parameters,
    )


def find_live_load(connection: psycopg.Connection, source: str, digest: bytes, file_name: str) -> LoadResult | None:
    """The unvoided load of the same source that holds a file of these bytes, if there is one.

    Files without a record are all alike, so one holds only the file of its own name: each may be that of its day.
    """
    rows = unvoided_loads(
        connection,
        "load.content_sha256 = %s and load.source = %s and (load.stored + load.quarantined > 0 or load.file_name = %s)",
        [digest, source, file_name],
    )
    return rows[0].model_copy(update={"already_loaded": True}) if rows else None


def read_loads(settings: Settings, state: str | None = None, kind: str = "usage") -> list[LoadResult]:
    """All loads of a kind in ledger order, or those in one state (`held`, `accepted`, `voided`)."""
    with transaction("loader", settings) as connection:
        rows = _read(connection, "where load.kind = %s order by load.load_no", [kind])
    return [row for row in rows if state in (None, row.status)]


@dataclass(frozen=True)
class QuarantinedLine:
    """A line that cannot be counted, and why; `text` is none where it was purged."""

    load_id: int
    file_name: str | None
    line_no: int
    reason: str
    detail: str
    text: str | None


def read_quarantine(
    settings: Settings, load_id: int | None = None, reason: str | None = None, limit: int = 100
) -> Iterator[QuarantinedLine]:
    """Quarantined lines that wait, newest load first; bytes that are no text are shown escaped."""
    query = f"""
        select line.load_id, load.file_name, line.line_no, line.reason, line.detail, text.line
        from raw.quarantine as line
        inner join raw.loads as load on line.load_id = load.load_id
        left join raw.quarantine_texts as text on line.load_id = text.load_id and line.line_no = text.line_no
        where (%(load_id)s::bigint is null or line.load_id = %(load_id)s)
            and (%(reason)s::text is null or line.reason = %(reason)s)
            and {WAITS}
        order by load.load_no desc, line.line_no
        limit %(limit)s
    """  # noqa: S608 - made of constants
    with transaction("loader", settings) as connection:
        for load, file_name, line_no, why, detail, line in connection.execute(
            query.encode(), {"load_id": load_id, "reason": reason, "limit": limit}
        ):
            text = None if line is None else line.decode("utf-8", "backslashreplace")
            yield QuarantinedLine(load, file_name, line_no, why, detail, text)


def count_quarantine(settings: Settings, load_id: int | None = None) -> list[dict[str, Any]]:
    """Lines that wait, their loads and the newest of them by reason, most lines first."""
    query = f"""
        select line.reason, count(*) as lines, count(distinct line.load_id) as loads, max(line.load_id) as newest_load
        from raw.quarantine as line
        where (%(load_id)s::bigint is null or line.load_id = %(load_id)s)
            and {WAITS}
        group by line.reason
        order by lines desc, line.reason
    """  # noqa: S608 - made of constants
    with transaction("loader", settings) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), {"load_id": load_id}).fetchall()


def _read(connection: psycopg.Connection, condition: str, parameters: list[Any]) -> list[LoadResult]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return [LoadResult(**row) for row in cursor.execute((LOADS + condition).encode(), parameters)]

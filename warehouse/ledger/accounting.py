"""The rows that account for a load: where every line went, which days it touches, what it repeats."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import psycopg

from warehouse.ledger.preparing import Prepared
from warehouse.sources import Source


@dataclass
class Account:
    """Running totals of one load; `days` counts stored records by usage date."""

    lines: int = 0
    ignored: int = 0
    quarantined: int = 0
    days: dict[date, int] = field(default_factory=dict)

    @property
    def stored(self) -> int:
        """Records stored, whatever their day."""
        return sum(self.days.values())

    def add(self, chunk: Prepared) -> None:
        """Counts a chunk."""
        self.lines += chunk.lines
        self.ignored += chunk.ignored
        self.quarantined += sum(chunk.reasons.values())
        for day, count in chunk.days.items():
            self.days[day] = self.days.get(day, 0) + count


def count_repeated(
    connection: psycopg.Connection,
    load_id: int,
    source: Source,
    days: list[date],
    fingerprint: UUID | None,
    replaces: int | None,
) -> dict[date, int]:
    """How many records, known by position or content, an unvoided earlier load has already, by day.

    Reads only the days the load touches, and for keys by position only loads of the same beginning; not the load that
    this one replaces. What counts in the end is decided when a day is built, not here.
    """
    span = {
        "load_id": load_id,
        "source": source.name,
        "days": days,
        "fingerprint": fingerprint,
        "replaces": replaces,
    }
    # Such a key stands once in a file, and never meets another source's.
    if not connection.execute(OTHER_LOADS + " limit 1", span).fetchone():
        return {}
    span |= {"first": min(days, default=None), "last": max(days, default=None)}
    connection.execute("set local enable_nestloop = off; set local enable_seqscan = off")
    # Not prepared: a plan for any days would read all partitions.
    rows = connection.execute(REPEATED, span, prepare=False).fetchall()
    connection.execute("set local enable_nestloop to default; set local enable_seqscan to default")
    return {day: int(count) for day, count in rows}


OTHER_LOADS = """
    select load.load_id
    from raw.loads as load
    inner join raw.load_days as day on load.load_id = day.load_id
    where load.source = %(source)s
        and load.load_id is distinct from %(replaces)s::bigint
        and (%(replaces)s::bigint is null or load.releases_load_id is distinct from %(replaces)s::bigint)
        and (%(fingerprint)s::uuid is null or load.fingerprint = %(fingerprint)s)
        and day.usage_date = any(%(days)s)
        and not exists (
            select from raw.load_verdicts as verdict
            where verdict.load_id = load.load_id and verdict.verdict = 'voided'
        )
"""
REPEATED = f"""
    with others as (
        select event.provider_id, event.event_key
        from raw.usage_events as event
        where event.usage_date between %(first)s and %(last)s
            and event.usage_date = any(%(days)s)
            and event.load_id in ({OTHER_LOADS})
    ),
    mine as (
        select provider_id, event_key, usage_date
        from raw.usage_events
        where usage_date between %(first)s and %(last)s
            and usage_date = any(%(days)s)
            and load_id = %(load_id)s
    )
    select mine.usage_date, count(*) as repeated
    from mine
    where exists (
        select from others where others.provider_id = mine.provider_id and others.event_key = mine.event_key
    )
    group by mine.usage_date
"""  # noqa: S608 - made of constants


def append_load(connection: psycopg.Connection, row: dict[str, object], source: Source) -> None:
    """The accounting row itself (columns of raw.loads), and the definition by which its lines were read."""
    connection.execute(
        "insert into raw.source_versions (source, source_version, definition) values (%s, %s, %s) "
        "on conflict do nothing",
        [source.name, source.version, source.model_dump_json()],
    )
    names, marks = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    connection.execute(f"insert into raw.loads ({names}) values ({marks})".encode(), row)  # noqa: S608 - fixed names


def append_days(
    connection: psycopg.Connection, load_id: int, stored: dict[date, int], repeated: dict[date, int]
) -> None:
    """Says which usage dates the load touches; those are rebuilt when it is accepted or voided."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into raw.load_days (load_id, usage_date, stored, repeated) values (%s, %s, %s, %s)",
            [(load_id, day, count, repeated.get(day, 0)) for day, count in sorted(stored.items())],
        )

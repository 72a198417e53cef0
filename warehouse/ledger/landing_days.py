"""What the ledger says of landing days: the files that are there, and the days declared to bring no more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import psycopg
from psycopg.rows import class_row

# A file is there if a load of it counts, whatever it holds; its other states and its compressed copy are the same file.
# A held load that is to replace one that stands is no further file. Loads of released lines are of no landing day.
FILES = r"""
    with loads as (
        select
            load.source, load.landing_date, regexp_replace(load.file_name, '\.(gz|zst)$', '') as file_name,
            coalesce(
                (
                    select verdict.verdict from raw.load_verdicts as verdict
                    where verdict.load_id = load.load_id order by verdict.verdict_no desc limit 1
                ), 'held'
            ) as state,
            exists (
                select from raw.loads as replaced
                where replaced.load_id = load.replaces_load_id and not exists (
                    select from raw.load_verdicts as verdict
                    where verdict.load_id = replaced.load_id and verdict.verdict = 'voided'
                )
            ) as is_to_replace
        from raw.loads as load
        where load.kind = 'usage' and load.source = any(%(sources)s)
            and load.landing_date between %(first)s and %(last)s
    ),
    files as (
        select source, landing_date, file_name, bool_or(state = 'accepted') as is_there
        from loads
        where state = 'accepted' or (state = 'held' and not is_to_replace)
        group by source, landing_date, file_name
    )
    select
        source, landing_date, (count(*) filter (where is_there))::integer as found,
        (count(*) filter (where not is_there))::integer as held
    from files
    group by source, landing_date
"""
DECLARATIONS = """
    select distinct on (source, landing_date)
        source, landing_date, state, files_found, reason, decided_by, decided_at
    from raw.empty_day_declarations
    where source = any(%(sources)s) and landing_date between %(first)s and %(last)s
    order by source, landing_date, ledger_no desc
"""
Key = tuple[str, date]


@dataclass(frozen=True)
class Files:
    """The files of a landing day: `found` count, `held` wait to be judged or for a person."""

    source: str
    landing_date: date
    found: int = 0
    held: int = 0


@dataclass(frozen=True)
class Declaration:
    """The last word on a landing day: that no more files come than the `files_found` then, or that this is withdrawn.

    It holds as long as there are as many.
    """

    source: str
    landing_date: date
    state: Literal["declared", "withdrawn"]
    files_found: int
    reason: str
    decided_by: str
    decided_at: datetime

    def holds(self, files: Files) -> bool:
        """Whether it was not withdrawn, and speaks of the files that are there."""
        return self.state == "declared" and files.found == self.files_found

    def is_overtaken(self, files: Files) -> bool:
        """Whether files came although it was not withdrawn."""
        return self.state == "declared" and files.found > self.files_found


def read_files(connection: psycopg.Connection, sources: list[str], first: date, last: date) -> dict[Key, Files]:
    """How many files of each landing day there are; days without any are left out."""
    given = {"sources": sources, "first": first, "last": last}
    with connection.cursor(row_factory=class_row(Files)) as cursor:
        return {(row.source, row.landing_date): row for row in cursor.execute(FILES, given)}


def read_declarations(
    connection: psycopg.Connection, sources: list[str], first: date, last: date
) -> dict[Key, Declaration]:
    """The last word on each landing day, if there is one."""
    given = {"sources": sources, "first": first, "last": last}
    with connection.cursor(row_factory=class_row(Declaration)) as cursor:
        return {(row.source, row.landing_date): row for row in cursor.execute(DECLARATIONS, given)}

"""The files and tables that a person's records came from: they are the operator's, and may still hold the person."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.database import transaction
from warehouse.erasure.persons import Person
from warehouse.settings import Settings

ORIGINS = """
    with naming as (
        select event.load_id
        from raw.usage_events as event
        where event.user_key = %(person)s and event.usage_date = any(
            array(select day.usage_date from raw.id_days as day where day.kind = 'users' and day.id = %(subject)s)
        )
        union
        select record.load_id from raw.reference_records as record
        where record.kind = 'users' and (record.subject = %(subject)s or record.id = 'erased/' || %(subject)s)
        union
        select line.load_id
        from raw.quarantine as line
        inner join raw.tombstones as stone on stone.kind = 'user_key' and stone.key = %(person)s
        where line.detail = 'purged by erasure ' || stone.erasure_id
    )
    select load.channel, coalesce(load.file_name, ''), array_agg(load.load_id order by load.load_id)
    from raw.loads as load
    inner join naming on load.load_id = naming.load_id
    group by load.channel, load.file_name
    order by load.channel, load.file_name
"""


@dataclass(frozen=True)
class Origin:
    """One file or table, and the loads that came from it."""

    name: str
    loads: tuple[int, ...]
    state: Literal["still there", "gone", "a table of yours"]


def read_origins(person: Person, settings: Settings) -> list[Origin]:
    """By name; a file is looked for where it was loaded from."""
    asked = {"person": person.key, "subject": person.subject}
    with transaction("loader", settings) as connection:
        rows = connection.execute(ORIGINS.encode(), asked, prepare=False).fetchall()
    return [Origin(name, tuple(loads), _state(channel, name)) for channel, name, loads in rows]


def _state(channel: str, name: str) -> Literal["still there", "gone", "a table of yours"]:
    if channel == "table":
        return "a table of yours"
    return "still there" if Path(name).exists() else "gone"

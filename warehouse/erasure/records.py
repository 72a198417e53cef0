"""Which erasures there were; they name who did it, and nobody else."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import dict_row
from pydantic import BaseModel

from warehouse.database import transaction
from warehouse.erasure.persons import Person
from warehouse.settings import Settings

ERASURES = """
    select
        erasure.erasure_id, erasure.begun_at, erasure.begun_by, person.key as user_key,
        deleted.done_at as deleted_at, finished.done_at as finished_at, coalesce(deleted.counts, '{}') as counts
    from raw.erasures as erasure
    inner join raw.tombstones as person on erasure.erasure_id = person.erasure_id and person.kind = 'user_key'
    left join raw.erasure_steps as deleted
        on erasure.erasure_id = deleted.erasure_id and deleted.step = 'deleted'
    left join raw.erasure_steps as finished
        on erasure.erasure_id = finished.erasure_id and finished.step = 'finished'
    where %(person)s::uuid is null or person.key = %(person)s
    order by erasure.erasure_id
"""


class Erasure(BaseModel):
    """One erasure: the key that the person's usage stays under, how far it is, what it changed by table."""

    erasure_id: int
    begun_at: datetime
    begun_by: str
    user_key: UUID
    deleted_at: datetime | None
    finished_at: datetime | None
    counts: dict[str, int]

    @property
    def state(self) -> str:
        """In one word."""
        return "finished" if self.finished_at else "unfinished"


def read_erasures(settings: Settings, person: Person | None = None) -> list[Erasure]:
    """All of them in their order, or the one of a person if there was one."""
    with transaction("loader", settings) as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(ERASURES.encode(), {"person": person and person.key})
        return [Erasure(**row) for row in cursor]

"""The three steps that erase a person from the ledger, each a transaction that is safe to repeat."""

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from warehouse.database import connect, transaction_of_eraser
from warehouse.erasure.holdings import Holdings
from warehouse.erasure.persons import Person
from warehouse.erasure.texts import NamingTexts
from warehouse.ledger.numbers import one_number
from warehouse.settings import Settings

# Two persons erased at the same time would each keep the address they share, because of the other.
ERASING = 7_302_114_008
Bands = Mapping[str, Sequence[int]]


@contextmanager
def erasing_alone(settings: Settings) -> Iterator[None]:
    """Within the block nobody else is erased; waits first if somebody is."""
    with connect("owner", settings, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [ERASING])
        yield


def begin_erasure(person: Person, found: Holdings, settings: Settings) -> int:
    """Sets the tombstones, after which no load writes anything about the person; the number of the erasure."""
    with transaction_of_eraser(settings) as connection:
        return one_number(
            connection,
            "select raw.begin_erasure(%s, %s, %s, %s, %s::uuid[], %s::uuid[], %s)",
            [person.client_id, person.key, person.id_digest, len(person.user_id), list(found.ips.own),
             list(found.agents.own), getpass.getuser()],
        )  # fmt: skip


def delete_person(
    erasure_id: int, person: Person, found: Holdings, naming: NamingTexts, bands: Bands, settings: Settings
) -> dict[str, int]:
    """Deletes and coarsens what names the person, and records how much by table.

    `bands`: where the bands of attributes begin, beside 0. Repeated, it tells what was recorded.
    """
    with transaction_of_eraser(settings) as connection:
        connection.execute(
            "select raw.erase_person(%s, %s, %s, %s::uuid[], %s::uuid[], %s::jsonb, %s::jsonb, %s::jsonb)",
            [erasure_id, person.user_id, found.scanned_no, list(found.ips.own), list(found.agents.own),
             json.dumps(bands), json.dumps(naming.lines), json.dumps(naming.reasons)],
        )  # fmt: skip
        empty_days = json.dumps([[*key, reason] for key, reason in naming.empty_days.items()], default=str)
        row = connection.execute("select raw.blot_empty_days(%s, %s::jsonb)", [erasure_id, empty_days]).fetchone()
    return dict(row[0]) if row else {}


def finish_erasure(erasure_id: int, settings: Settings) -> None:
    """Records that nothing is left to do."""
    with transaction_of_eraser(settings) as connection:
        connection.execute("select raw.finish_erasure(%s)", [erasure_id])

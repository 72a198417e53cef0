"""A ledger by hand: acme's ann, of whom some is hers alone and some is shared, and all that can be said of her."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.ledger.conftest import source, with_fields
from warehouse import erasure
from warehouse.database import connect
from warehouse.erasure import Holdings, NamingTexts, Person
from warehouse.ledger import LoadResult, load_file
from warehouse.ledger.traces import PlainTraces
from warehouse.reference import load_reference
from warehouse.settings import Settings
from warehouse.sources import Source

ANN, BOB = "ann-4711", "bob-4712"
HERS, HERS_TOO, SHARED, NOBODYS, LATER = "203.0.113.7", "203.0.113.8", "198.51.100.1", "198.51.100.2", "203.0.113.9"
HER_AGENT, CURL = "AnnBrowser/9 (private build)", "curl/8.5"
BANDS = {"age": [18, 25, 35, 45], "income": [20000, 40000], "spend": [10, 50]}
VALUES = (ANN, HERS, HERS_TOO, HER_AGENT, "31337")
# Every key that usage bears leads to a value, or to a tombstone that says that it leads nowhere.
UNMAPPED = """
    select event.user_key, event.ip_key, event.agent_key
    from raw.usage_events as event
    where (event.user_key is not null
            and not exists (select from raw.user_keys where user_key = event.user_key)
            and not exists (select from raw.tombstones where kind = 'user_key' and key = event.user_key))
        or (event.ip_key is not null
            and not exists (select from raw.ip_keys where ip_key = event.ip_key)
            and not exists (select from raw.tombstones where kind = 'ip_key' and key = event.ip_key))
        or (event.agent_key is not null
            and not exists (select from raw.agent_keys where agent_key = event.agent_key)
            and not exists (select from raw.tombstones where kind = 'agent_key' and key = event.agent_key))
"""
TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
"""


def gateway(identity: str = "field", name: str = "gateway") -> Source:
    """JSON lines that say all there can be of a person."""
    return with_fields(
        source(name, identity),
        user_agent={"field": "agent", "optional": True},
        credential_id={"field": "credential", "optional": True},
        attributes={"field": "attributes", "optional": True},
    )


def record(number: int, **said: Any) -> dict[str, Any]:
    """A record of acme's in March 2026."""
    return {
        "id": f"r{number}", "time": f"2026-03-{number % 3 + 5:02d}T10:{number:02d}:00Z", "client": "acme",
        "method": "GET", "path": f"/orders/{number}", "status": 200, **said,
    }  # fmt: skip


def hers(number: int, ip: str = HERS, agent: str = HER_AGENT, **said: Any) -> dict[str, Any]:
    """A record of ann's."""
    besides = {"attributes": {"mail": f"{ANN}@example.org"}, "credential": f"key-of-{ANN}"}
    return record(number, user=ANN, ip=ip, agent=agent, **(besides | said))


USAGE = (
    hers(1), hers(2, ip=HERS_TOO), hers(3, ip=SHARED, agent=CURL), hers(4, ip=NOBODYS), hers(5),
    record(6, user=BOB, ip=SHARED, agent=CURL), record(7, ip=NOBODYS), record(8, user=ANN, client="bolt", ip=LATER),
)  # fmt: skip
BROKEN = (
    f'{{"user": "{ANN}", "time": "never',
    f"{HERS} - - what is this",
    json.dumps(hers(9, status="ok", code=200)),
    '{"user": "somebody else',
)
USERS = (
    {"client_id": "acme", "user_id": ANN, "birth_year": 1987, "gender": "f", "income": 31337.25, "spend": 12},
    {"client_id": "acme", "user_id": BOB, "birth_year": 1955, "gender": "m", "income": 50000, "spend": 60},
)


class House:
    """The ledger with its files."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder

    def write(self, name: str, *records: dict[str, Any] | str) -> Path:
        path = self.folder / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def load(self, name: str, *records: dict[str, Any] | str, identity: str = "field", **how: Any) -> LoadResult:
        return load_file(
            self.write(name, *records), gateway(identity), settings=self.settings, **({"accept": True} | how)
        )

    def refer(self, name: str, *users: dict[str, Any]) -> LoadResult:
        return load_reference(self.write(name, *users), "users", self.settings)

    def person(self, user: str = ANN, client: str = "acme") -> Person:
        return Person.of(client, user, self.settings)

    def found(self, user: str = ANN, client: str = "acme") -> tuple[Holdings, NamingTexts]:
        person = self.person(user, client)
        holdings = erasure.find_holdings(person, self.settings)
        traces = PlainTraces(client, user, holdings.values)
        return holdings, erasure.find_naming_texts(traces, self.settings)

    def erase(self, user: str = ANN, client: str = "acme") -> dict[str, int]:
        """All that concerns the ledger; the number of rows changed, by table."""
        person = self.person(user, client)
        holdings, _ = self.found(user, client)
        number = erasure.begin_erasure(person, holdings, self.settings)
        _, naming = self.found(user, client)
        counts = erasure.delete_person(number, person, holdings, naming, BANDS, self.settings)
        erasure.finish_erasure(number, self.settings)
        return counts

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with connect("owner", self.settings) as connection:
            return connection.execute(query.encode(), values or None).fetchall()

    def dump(self) -> str:
        """Every row of every table as text, bytes as the text they are."""
        return "\n".join(self._dump())

    def _dump(self) -> Iterator[str]:
        for (table,) in self.rows(TABLES):
            yield from (row for (row,) in self.rows(f"select one::text from {table} as one"))
        yield from (row for (row,) in self.rows("select encode(line, 'escape') from raw.quarantine_texts"))

    def named(self) -> set[str]:
        """Those of ann's values that stand anywhere in the database."""
        dump = self.dump()
        return {value for value in VALUES if value in dump}


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> House:
    return House(settings, tmp_path)


@pytest.fixture
def house(empty: House) -> House:
    """Ann's usage among others', with lines that cannot be read, and reference records about her."""
    empty.load("first.jsonl", *USAGE, *BROKEN)
    empty.refer("users.jsonl", *USERS)
    return empty


Named = Callable[[], set[str]]

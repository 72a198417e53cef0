"""What the ledger holds of a person, and what of it nobody else shares: read only."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from warehouse.database import transaction
from warehouse.erasure.persons import Person
from warehouse.ledger.numbers import horizon, one_number
from warehouse.settings import Settings

USAGE = """
    select
        count(*), min(event.usage_date), max(event.usage_date),
        coalesce(array_agg(distinct event.ip_key) filter (where event.ip_key is not null), '{}'),
        coalesce(array_agg(distinct event.agent_key) filter (where event.agent_key is not null), '{}')
    from raw.usage_events as event
    where event.usage_date = any(%(days)s) and event.user_key = %(person)s
"""
# Whom a voided load names does not count: a wrong mapping would else keep an address for ever.
SHARED = """
    select
        coalesce(array_agg(distinct event.ip_key) filter (where event.ip_key = any(%(ips)s)), '{}'),
        coalesce(array_agg(distinct event.agent_key) filter (where event.agent_key = any(%(agents)s)), '{}')
    from raw.usage_events as event
    where (event.ip_key = any(%(ips)s) or event.agent_key = any(%(agents)s))
        and event.user_key is distinct from %(person)s
        and not exists (
            select from raw.tombstones as erased where erased.kind = 'user_key' and erased.key = event.user_key
        )
        and not exists (
            select from raw.load_verdicts as verdict
            where verdict.load_id = event.load_id and verdict.verdict = 'voided'
        )
"""
REFERENCES = """
    select count(*) from raw.reference_records
    where kind = 'users' and not payload ? 'is_erased' and (
        subject = %(subject)s
        or (
            subject = 'unknown' and payload ->> 'client_id' = %(client_id)s and payload ->> 'user_id' = %(user_id)s
        )
    )
"""


@dataclass(frozen=True)
class Values:
    """Addresses, or user agents: those that are the person's alone, by key, and how many others use too."""

    own: dict[UUID, str]
    shared: int


@dataclass(frozen=True)
class Holdings:
    """What there is; `scanned_no` is the ledger number through which all usage was searched for others."""

    events: int
    first_date: date | None
    last_date: date | None
    is_mapped: bool
    references: int
    ips: Values
    agents: Values
    scanned_no: int

    @property
    def is_anything(self) -> bool:
        """Whether usage or reference data name the person."""
        return bool(self.events or self.is_mapped or self.references)

    @property
    def values(self) -> tuple[str, ...]:
        """Addresses and user agents of nobody else."""
        return (*self.ips.own.values(), *self.agents.own.values())


def find_holdings(person: Person, settings: Settings) -> Holdings:
    """Reads the days of the person's usage, and, if they came with an address or an agent, all usage once."""
    with transaction("loader", settings) as connection:
        scanned_no = horizon(connection)
        asked = _asked(connection, person)
        usage = connection.execute(USAGE.encode(), asked, prepare=False).fetchone()
        events, first_date, last_date, ip_keys, agent_keys = usage or (0, None, None, [], [])
        ips = _known(connection, "select ip_key, ip from raw.ip_keys where ip_key = any(%s)", ip_keys)
        agents = _known(
            connection, "select agent_key, user_agent from raw.agent_keys where agent_key = any(%s)", agent_keys
        )
        shared_ips, shared_agents = _shared(connection, asked | {"ips": list(ips), "agents": list(agents)})
        mapped = connection.execute("select from raw.user_keys where user_key = %s", [person.key]).fetchone()
        references = one_number(connection, REFERENCES, asked)
    return Holdings(
        events=events,
        first_date=first_date,
        last_date=last_date,
        is_mapped=mapped is not None,
        references=references,
        ips=_divided(ips, shared_ips),
        agents=_divided(agents, shared_agents),
        scanned_no=scanned_no,
    )


def _asked(connection: psycopg.Connection, person: Person) -> dict[str, Any]:
    days = connection.execute(
        "select usage_date from raw.id_days where kind = 'users' and id = %s order by 1", [person.subject]
    )
    return {
        "person": person.key,
        "subject": person.subject,
        "client_id": person.client_id,
        "user_id": person.user_id,
        "days": [day for (day,) in days],
    }


def _known(connection: psycopg.Connection, query: str, keys: list[UUID]) -> dict[UUID, str]:
    return dict(connection.execute(query.encode(), [keys]).fetchall())


def _shared(connection: psycopg.Connection, asked: dict[str, Any]) -> tuple[set[UUID], set[UUID]]:
    if not asked["ips"] and not asked["agents"]:
        return set(), set()
    row = connection.execute(SHARED.encode(), asked, prepare=False).fetchone()
    return (set(row[0]), set(row[1])) if row else (set(), set())


def _divided(values: dict[UUID, str], shared: set[UUID]) -> Values:
    return Values({key: value for key, value in values.items() if key not in shared}, len(shared))

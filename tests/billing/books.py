"""Ledgers of resources written in a few words, their marts made in milliseconds, and their reports as plain rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import psycopg

from tests.conftest import Databases, create_database
from tests.dbt_project.calls import Dbt
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.embedded import ensure_server
from warehouse.reports import billing
from warehouse.reports.billing import BillingFilter, Span
from warehouse.reports.report import Report
from warehouse.resources import Put, put
from warehouse.settings import Settings

NAMES = UUID("5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a11")
LATER = datetime(2030, 1, 1, tzinfo=UTC)
OPERATOR = Scope.operator()


def uuid_of(name: str) -> str:
    """The same made-up UUID for the same name."""
    return str(uuid5(NAMES, name))


def at(text: str | datetime) -> datetime:
    """An instant of UTC."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Books:
    """The ledger of one test."""

    def __init__(self, settings: Settings, queries: Mapping[str, str], provider: str = "p") -> None:
        self.settings, self.queries, self.provider = settings, queries, provider
        self.put("providers")

    def of(self, provider: str) -> "Books":
        """The same ledger on behalf of another provider."""
        return Books(self.settings, self.queries, provider)

    def put(self, kind: str, **values: Any) -> Put:
        return put(kind, {"provider_id": self.provider, **values}, self.settings)

    def rate(self, slug: str = "web", cents: int = 5, period: str = "hour", **more: Any) -> None:
        self.put("rate_codes", slug=slug, rate_cents=cents, rate_period=period, **more)

    def open(self, event: str, time: str | datetime, resource: str = "app", rate: str = "web", **more: Any) -> Put:
        record = {"resource_id": resource, "rate_code": rate, **more}
        return self.put("billable_events", event_id=uuid_of(event), state="open", time=time, **record)

    def close(self, event: str, time: str | datetime, **more: Any) -> Put:
        return self.put("billable_events", event_id=uuid_of(event), state="close", time=time, **more)

    def own(self, name: str, owner: str, time: str | datetime, resource: str = "app") -> Put:
        whose = {"owner_id": owner, "resource_id": resource}
        return self.put("resource_ownerships", ownership_id=uuid_of(name), state="active", time=time, **whose)

    def leave(self, name: str, time: str | datetime, **more: Any) -> Put:
        return self.put("resource_ownerships", ownership_id=uuid_of(name), state="inactive", time=time, **more)

    def link(self, owner: str, payer: str, valid_from: str | None = None, client: str = "acme") -> Put:
        return self.put("account_links", owner_id=owner, client_id=client, payer_id=payer, valid_from=valid_from)

    def build(self) -> None:
        """Makes the tables what the models select now."""
        with connect("owner", self.settings) as connection:
            for relation, query in self.queries.items():
                columns = self._columns(connection, relation)
                connection.execute(f"delete from {relation}".encode())
                connection.execute(
                    f"insert into {relation} ({columns}) select {columns} from ({query}) as made".encode()
                )

    def dump(self) -> dict[str, list[str]]:
        """All rows of all tables."""
        with connect("owner", self.settings) as connection:
            return {
                relation: [
                    text for (text,) in connection.execute(f"select t::text from {relation} as t order by 1".encode())
                ]
                for relation in self.queries
            }

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connect("owner", self.settings) as connection:
            return connection.execute(query.encode()).fetchall()

    def asked(self, first: str, end: str, now: datetime = LATER, **where: str) -> BillingFilter:
        return BillingFilter(Span(at(first), at(end)), now, {name: (value,) for name, value in where.items()})

    def units(self, first: str, end: str, now: datetime = LATER, scope: Scope = OPERATOR, **where: str) -> Report:
        return billing.units(scope, self.asked(first, end, now, **where), self.settings)

    @staticmethod
    def _columns(connection: psycopg.Connection, relation: str) -> str:
        rows = connection.execute(
            "select quote_ident(attname) from pg_attribute where attrelid = %s::regclass and attnum > 0 "
            "and not attisdropped order by attnum",
            [relation],
        )
        return ", ".join(name for (name,) in rows)


@dataclass(frozen=True)
class Library:
    """A database in which the models of resources stand empty, and copies of it."""

    databases: Databases
    empty: Settings
    queries: Mapping[str, str]

    @classmethod
    def make(cls, databases: Databases, home: Path, dbt: Dbt) -> "Library":
        empty = databases.create(home)
        dbt.must(empty, "run", "--select", "+fct_resources_built")
        dbt.must(empty, "compile", "--select", "+fct_resources_built")
        return cls(databases, empty, dict(_queries(dbt, _name(empty))))

    def copy(self, home: Path) -> Settings:
        copy = self.databases.create(home)
        with psycopg.connect(ensure_server(self.databases.server).dsn("postgres"), autocommit=True) as admin:
            admin.execute(f'drop database "{_name(copy)}"'.encode())
            create_database(admin, _name(copy), _name(self.empty))
        return copy


def _queries(dbt: Dbt, database: str) -> Iterator[tuple[str, str]]:
    """Each table with its query as dbt compiled it, in the order of a build; without the database's own name."""
    manifest = dbt.manifest()
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    needs = {name: set(node["depends_on"]["nodes"]) & set(nodes) for name, node in nodes.items()}
    for name in TopologicalSorter(needs).static_order():
        node = nodes[name]
        compiled = dbt.target / "compiled" / "meterhouse" / node["original_file_path"]
        is_table = node["config"]["group"] == "billing" and node["config"]["materialized"] == "incremental"
        # What was not compiled stands upon prices, which these books have none of.
        if is_table and compiled.exists():
            query = compiled.read_text().replace(json.dumps(database) + ".", "")
            yield f"{node['schema']}.{node['name']}", query


def _name(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value().rsplit("/", 1)[-1]

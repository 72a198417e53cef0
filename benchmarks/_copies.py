"""The rows of built marts again, under other dates and other clients: a history without the time to load one."""

from collections.abc import Sequence
from datetime import timedelta

import psycopg
from pydantic import SecretStr

from meterhouse.simulate.simulation import FIRST_DAY
from warehouse.database import admin_conninfo
from warehouse.embedded import ensure_server
from warehouse.settings import Settings

DATES = ("usage_at", "usage_date", "local_date", "usage_hour_at", "local_hour_at")


def twin(settings: Settings) -> Settings:
    """The database as it is now, under another name on the same server."""
    server = ensure_server(settings)
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as admin:
        admin.execute("create database month template meterhouse")
    month = settings.model_copy(update={"database_url": SecretStr(server.dsn("month"))})
    set_down(month)
    return month


def copy_earlier(admin: psycopg.Connection, table: str, days: int, period: int) -> None:
    """Copies the first `period` days of a table under dates so many days earlier."""
    columns = columns_of(admin, table)
    first = FIRST_DAY - timedelta(days=days)
    is_ledger = table == "raw.usage_events"
    room = "raw.ensure_usage_partition(day::date)" if is_ledger else f"partitions.of_day('{table}', day::date)"
    admin.execute(
        f"select {room} from generate_series(%s, %s, interval '1 day') as day".encode(),
        [first, first + timedelta(days=period - 1)],
    )
    shifted = {name: f"({name} - interval '{days} days')" for name in columns if name in DATES}
    shifted |= {name: f"({name} - {days})" for name in columns if name in ("usage_date", "local_date")}
    chosen = ", ".join(shifted.get(name, name) for name in columns)
    admin.execute(
        f"insert into {table} ({', '.join(columns)}) select {chosen} from {table} "
        f"where usage_date between '{FIRST_DAY}' and '{FIRST_DAY + timedelta(days=period - 1)}'".encode()
    )


def copy_clients(settings: Settings, marts: Sequence[str], copies: int) -> int:
    """Every mart's rows again under other clients; how many clients there are then."""
    with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
        for table in marts:
            columns = columns_of(admin, table)
            for number in range(1, copies + 1):
                changed = {
                    "client_id": f"client_id || '~{number}'",
                    "grain_key": f"md5(grain_key::text || '{number}')::uuid",
                }
                chosen = ", ".join(changed.get(name, name) for name in columns)
                kept = " where position('~' in client_id) = 0"
                admin.execute(f"insert into {table} ({', '.join(columns)}) select {chosen} from {table}{kept}".encode())
        row = admin.execute("select count(distinct client_id) from marts.agg_client_usage_daily").fetchone()
    return int(row[0]) if row else 0


def columns_of(admin: psycopg.Connection, table: str) -> list[str]:
    """The columns of a table."""
    query = "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
    return [name for (name,) in admin.execute(query, [table])]


def set_down(settings: Settings) -> None:
    """Statistics, visibility and hint bits, as autovacuum leaves them."""
    with psycopg.connect(admin_conninfo(settings), autocommit=True) as admin:
        admin.execute("vacuum analyze")

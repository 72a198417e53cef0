"""What PostgreSQL spent on the owner's statements, from its own log."""

import re
from collections.abc import Callable

import psycopg

from warehouse.embedded import ensure_server
from warehouse.settings import Settings

DURATION = re.compile(r"duration: ([0-9.]+) ms +(?:statement|execute [^:]*): *(?:/\*(.*?)\*/)?", re.DOTALL)
NODE = re.compile(r'"node_id": "(?:model|test)\.meterhouse\.(\w+)')


def log_statements(settings: Settings) -> None:
    """From now on the server's log has every statement of the owner; makes statistics and hint bits first."""
    with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
        admin.execute("vacuum analyze")
        admin.execute("alter role meterhouse_owner set log_min_duration_statement = 0")


def sql_seconds(settings: Settings, work: Callable[[], object]) -> dict[str, float]:
    """Seconds of SQL while `work` ran, by dbt's model or test; those of its own questions under no name."""
    log = settings.home_path / "postgres" / "server.log"
    before = log.stat().st_size
    work()
    with log.open("rb") as file:
        file.seek(before)
        written = file.read().decode(errors="replace")
    spent: dict[str, float] = {}
    for milliseconds, comment in DURATION.findall(written):
        node = NODE.search(comment)
        name = node[1] if node else ""
        spent[name] = spent.get(name, 0) + float(milliseconds) / 1000
    return spent

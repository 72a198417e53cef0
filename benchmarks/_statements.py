"""What PostgreSQL spent on the owner's statements, from its own log."""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg

from warehouse.embedded import ensure_server
from warehouse.settings import Settings

DURATION = re.compile(
    r"^([0-9-]+ [0-9:.]+) [A-Z]+ \[[0-9]+\] LOG:  duration: ([0-9.]+) ms +"
    r"(?:statement|execute [^:]*): *(?:/\*(.*?)\*/)?",
    re.DOTALL | re.MULTILINE,
)
NODE = re.compile(r'"node_id": "(?:model|test)\.meterhouse\.(\w+)')


def log_statements(settings: Settings) -> None:
    """From now on the server's log has every statement of the owner; makes statistics and hint bits first."""
    with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
        admin.execute("vacuum analyze")
        admin.execute("alter role meterhouse_owner set log_min_duration_statement = 0")


@dataclass(frozen=True)
class Statement:
    """One statement of the owner: of which of dbt's models or tests (empty: dbt's own question), and when."""

    node: str
    began: float
    seconds: float


def sql_seconds(settings: Settings, work: Callable[[], object]) -> dict[str, float]:
    """Seconds of SQL while `work` ran, by dbt's model or test; those of its own questions under no name."""
    spent: dict[str, float] = {}
    for statement in statements(settings, work):
        spent[statement.node] = spent.get(statement.node, 0) + statement.seconds
    return spent


def busy_seconds(found: Iterable[Statement], nodes: Container[str]) -> float:
    """Seconds in which at least one statement of these models ran, however many did."""
    busy = reached = 0.0
    for statement in sorted((one for one in found if one.node in nodes), key=lambda one: one.began):
        ended = statement.began + statement.seconds
        busy += max(0.0, ended - max(statement.began, reached))
        reached = max(reached, ended)
    return busy


def statements(settings: Settings, work: Callable[[], object]) -> list[Statement]:
    """The statements that ended while `work` ran."""
    log = settings.home_path / "postgres" / "server.log"
    before = log.stat().st_size
    work()
    with log.open("rb") as file:
        file.seek(before)
        written = file.read().decode(errors="replace")
    return [_statement(*found) for found in DURATION.findall(written)]


def _statement(ended: str, milliseconds: str, comment: str) -> Statement:
    node, seconds = NODE.search(comment), float(milliseconds) / 1000
    return Statement(node[1] if node else "", datetime.fromisoformat(ended).timestamp() - seconds, seconds)

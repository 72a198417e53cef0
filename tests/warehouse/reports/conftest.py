"""A few events written by hand, and the marts that follow from them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from warehouse.database import connect
from warehouse.settings import Settings

HERE = Path(__file__).parent
NOBODY = UUID(int=0)
AHEAD = {"globex": timedelta(hours=1)}
AGENCIES = {"globex": "umbrella"}
# By user: age, gender, income and spend as bands. In the reference data: born in 2005 and 1986, 12,000 and 49.5.
ATTRIBUTES = {1: ("18-24", "f", "0-19999", "unknown"), 2: ("35-44", "m", "unknown", "10-49")}
OUTCOMES = {2: "success", 4: "client_error", 5: "server_error"}

# globex lives one hour ahead of UTC; the last event is of an API that is not listed.
# time, provider, api, endpoint, operation, status, client, project, user, ip, dealer, latency_us,
# request_bytes, response_bytes, records_new, records_changed
ORDER, ORDERS = "/v1/orders/{id}", "/v1/orders"
EVENTS: list[tuple[Any, ...]] = [
    ("2026-03-02 09:00", "house", "web", ORDER, "read", 200, "acme", "shop", 1, 1, "d1", 10_000, 5, 100, 3, 1),
    ("2026-03-02 09:30", "house", "web", ORDER, "read", 404, "acme", "shop", 1, 2, "none", 20_000, 5, 50, 0, 0),
    ("2026-03-02 10:15", "house", "web", ORDERS, "write", 201, "acme", "none", 2, 1, "none", 30_000, 70, 10, 0, 0),
    ("2026-03-02 23:30", "house", "web", ORDER, "read", 200, "globex", "none", 3, 3, "d2", None, None, 1000, 5, 0),
    ("2026-03-03 00:10", "house", "web", ORDER, "read", 500, "anonymous", "none", 0, 0, "none", 100_000, 0, 7, 0, 0),
    ("2026-03-03 12:00", "house", "web", ORDER, "read", 200, "acme", "none", 2, 1, "d1", 40_000, 5, 200, 0, 2),
    ("2026-02-28 08:00", "house", "web", ORDER, "read", 200, "acme", "none", 1, 1, "none", 15_000, 5, 500, 0, 0),
    ("2025-03-02 08:00", "house", "web", ORDER, "read", 200, "globex", "none", 3, 3, "none", 15_000, 5, 1, 0, 0),
    ("2026-03-02 11:00", "maps", "tiles", "/t/{id}", "read", 200, "acme", "none", 1, 1, "d1", 1, 5, 9999, 9, 9),
]
USERS = [(NOBODY, "anonymous", "none"), (UUID(int=1), "acme", "alice"), (UUID(int=2), "acme", "bob")]
USERS += [(UUID(int=3), "globex", "alice")]
IPS = [(NOBODY, "none"), (UUID(int=1), "10.0.0.1"), (UUID(int=2), "10.0.0.2"), (UUID(int=3), "10.0.0.3")]


@pytest.fixture(scope="session")
def events() -> list[tuple[Any, ...]]:
    """The events above, as they are written there."""
    return EVENTS


@pytest.fixture(scope="session")
def people() -> dict[str, list[tuple[Any, ...]]]:
    """The users and addresses behind the keys of the events."""
    return {"user_keys": USERS[1:], "ip_keys": IPS[1:]}


COLUMNS = (
    "usage_date", "local_date", "provider_id", "api_id", "endpoint", "operation", "outcome", "status_code", "client_id",
    "agency_id", "project_id", "dealer_id", "country", "region", "city", "is_listed", "usage_at", "usage_hour_at",
    "local_hour_at", "method", "user_key", "age_band", "gender", "income_band", "spend_band", "ip_key", "latency_us",
    "requests", "response_bytes", "request_bytes", "latency_us_total", "latency_requests", "records_new",
    "records_changed", "quantity", "load_id", "line_no",
)  # fmt: skip


class Marts:
    """Marts that can be filled with events, then built."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.execute_file("events.sql")

    def execute_file(self, name: str) -> None:
        self.connection.execute((HERE / name).read_bytes())

    def add_events(self, events: list[tuple[Any, ...]]) -> None:
        marks = ", ".join(["%s"] * len(COLUMNS))
        statement = f"insert into marts.fct_usage_events ({', '.join(COLUMNS)}) values ({marks})"
        rows = [_event(line_no, *event) for line_no, event in enumerate(events, start=1)]
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def add_people(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany("insert into marts.dim_users values (%s, %s, %s)", USERS)
            cursor.executemany("insert into marts.dim_ips values (%s, %s)", IPS)

    def build(self) -> None:
        self.execute_file("facts.sql")


def _event(line_no: int, *event: Any) -> tuple[Any, ...]:
    (
        time,
        provider,
        api,
        endpoint,
        operation,
        status,
        client,
        project,
        user,
        ip,
        dealer,
        latency,
        sent,
        got,
        *records,
    ) = event
    usage_at = datetime.fromisoformat(time).replace(tzinfo=UTC)
    local = usage_at.replace(tzinfo=None) + AHEAD.get(client, timedelta())
    hour, local_hour = usage_at.replace(minute=0), local.replace(minute=0)
    outcome = OUTCOMES[status // 100]
    return (
        usage_at.date(), local.date(), provider, api, endpoint, operation, outcome, status, client,
        AGENCIES.get(client, "none"), project, dealer, "unknown", "unknown", "unknown", provider != "maps", usage_at,
        hour, local_hour, "GET", UUID(int=user), *ATTRIBUTES.get(user, ("unknown",) * 4), UUID(int=ip), latency, 1,
        got or 0, sent or 0, latency or 0, int(latency is not None), *records, 0, 1, line_no,
    )  # fmt: skip


@pytest.fixture(scope="session")
def marts(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a database whose marts hold the events above; only to be read. Its reports tell of everybody."""
    settings: Settings = databases.create(tmp_path_factory.mktemp("reports"))
    with connect("owner", settings, autocommit=True) as connection:
        built = Marts(connection)
        built.add_events(EVENTS)
        built.add_people()
        built.build()
    return settings.model_copy(update={"smallest_group": 1})


@pytest.fixture
def own_marts(settings: Settings) -> Iterator[Marts]:
    """Marts without a row, of this test alone, in the database of `settings`."""
    with connect("owner", settings, autocommit=True) as connection:
        yield Marts(connection)

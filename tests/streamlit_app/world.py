"""A fortnight of usage written by hand, and the marts that follow from it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

MART_SHAPES = Path(__file__).parents[1] / "warehouse" / "reports"
OUTCOMES = {2: "success", 4: "client_error", 5: "server_error"}
# globex lives one hour ahead of UTC.
AHEAD = {"globex": timedelta(hours=1)}
USERS = {"alice": UUID(int=1), "bob": UUID(int=2), "carol": UUID(int=3), None: UUID(int=0)}

# time, client, user, endpoint, status, latency in ms, bytes sent
EVENTS: list[tuple[str, str, str | None, str, int, int | None, int]] = [
    # The week before: 4 requests, all well.
    ("2026-03-01 09:00", "acme", "alice", "/v1/orders", 200, 10, 1000),
    ("2026-03-03 09:00", "acme", "alice", "/v1/orders", 200, 10, 1000),
    ("2026-03-05 09:00", "acme", "bob", "/v1/orders/{id}", 200, 10, 1000),
    ("2026-03-07 23:30", "globex", "carol", "/v1/orders", 200, 10, 1000),
    # The last week: 10 requests, 8 of them well; 8 of acme's.
    ("2026-03-08 10:00", "acme", "alice", "/v1/orders", 200, 20, 512),
    ("2026-03-09 10:00", "acme", "alice", "/v1/orders", 200, 20, 512),
    ("2026-03-09 11:00", "acme", "bob", "/v1/orders/{id}", 404, 20, 0),
    ("2026-03-10 10:00", "acme", "alice", "/v1/users", 200, 20, 512),
    ("2026-03-11 10:00", "acme", "alice", "/v1/users/{id}", 200, 20, 512),
    ("2026-03-12 10:00", "acme", "alice", "/v1/search", 200, 20, 512),
    ("2026-03-13 10:00", "acme", "alice", "/v1/reports", 500, 400, 0),
    ("2026-03-13 12:00", "acme", "alice", "/v1/dealers", 200, 20, 512),
    ("2026-03-14 10:00", "globex", "carol", "/v1/orders", 200, 20, 512),
    ("2026-03-14 12:00", "globex", None, "/login", 201, None, 512),
]
# Records that requests at these times fetched of dealer d00: new, changed.
FETCHED = {"2026-03-09 10:00": (3, 1), "2026-03-12 10:00": (0, 2)}

LOADS = [
    # load, source, file, state, reason, lines, stored, repeated, quarantined, ignored
    (1, "nginx_combined", "landing/nginx/2026-03-13/web1.log", "accepted", "checks passed", 12, 9, 1, 2, 1),
    (2, "gateway_json", "landing/gateway/2026-03-14/api.jsonl", "held", "quarantined share 0.5 > 0.05", 4, 2, 0, 2, 0),
    (
        3,
        "gateway_json",
        "landing/gateway/2026-03-12/api.jsonl",
        "voided",
        "replaced by load 4: wrong zone",
        3,
        3,
        0,
        0,
        0,
    ),
    (4, "gateway_json", "landing/gateway/2026-03-12/api.jsonl", "accepted", "wrong zone", 3, 3, 0, 0, 0),
    (5, "nginx_combined", "landing/nginx/2026-03-13/web1.log", "accepted", "the date is mended", 1, 1, 0, 0, 0),
]
CORRECTIONS: dict[int, dict[str, int]] = {
    1: {"released": 1},
    3: {"replaced_by_load_id": 4},
    4: {"replaces_load_id": 3},
    5: {"releases_load_id": 1},
}
UNKNOWN = [
    # day, kind, id, requests
    (date(2026, 3, 13), "dealers", "d9", 3),
    (date(2026, 3, 14), "dealers", "d9", 4),
    (date(2026, 3, 14), "projects", "lost", 1),
]
QUARANTINE = [
    # load, reason, lines, released, waiting, first line, detail
    (1, "impossible_date", 2, 1, 1, 5, "31/Feb/2026 is no date"),
    (2, "unparseable", 2, 0, 2, 1, "not JSON: expected a value"),
]
RECONCILED_COLUMNS = (
    "loaded_on", "source", "loads", "lines", "ignored", "in_quarantine", "released", "withdrawn", "held", "unbuilt",
    "repeated", "counted",
)  # fmt: skip
RECONCILED = [
    (date(2026, 3, 15), "nginx_combined", 2, 13, 1, 1, 1, 0, 0, 0, 1, 9),
    (date(2026, 3, 15), "gateway_json", 3, 10, 0, 2, 0, 3, 2, 0, 0, 3),
]
# More than a page of them; d00 is the only one of whom records were fetched.
DEALERS = [(f"d{number:02}", f"Dealer {number}", f"C-{number}") for number in range(60)]


def build_marts(connection: psycopg.Connection) -> None:
    """Makes the marts and fills them with what stands above."""
    connection.execute((MART_SHAPES / "events.sql").read_bytes())
    for line_no, event in enumerate(EVENTS, start=1):
        _insert(connection, "fct_usage_events", dict(_columns(line_no, *event)))
    for name, key in USERS.items():
        _insert(connection, "dim_users", {"user_key": key, "client_id": "acme", "user_id": name or "none"})
    connection.execute((MART_SHAPES / "facts.sql").read_bytes())
    connection.execute(Path(__file__).with_name("rights.sql").read_bytes())
    for day, kind, unknown, requests in UNKNOWN:
        row = {
            "usage_date": day,
            "kind": kind,
            "id": unknown,
            "client_id": "acme",
            "is_listed": True,
            "requests": requests,
        }
        _insert(connection, "fct_unknown_ids_daily", row | {"is_listed": True})
    for load in LOADS:
        _insert(connection, "fct_loads", _load(*load) | CORRECTIONS.get(load[0], {}))
    for row in QUARANTINE:
        names = ("load_id", "reason", "lines", "released", "waiting", "first_line_no", "detail")
        _insert(connection, "fct_load_quarantine", dict(zip(names, row, strict=True)))
    for row in RECONCILED:
        _insert(connection, "fct_reconciliation_daily", dict(zip(RECONCILED_COLUMNS, row, strict=True)))
    for dealer_id, name, code in DEALERS:
        described = {"dealer_id": dealer_id, "name": name, "code": code, "is_current": True, "is_deleted": False}
        _insert(connection, "dim_dealers", described)
    editions = [("GeoLite2-City", datetime(2026, 2, 3, tzinfo=UTC), 3, 1200, 1100), (None, None, None, 7, 0)]
    for place in editions:
        names = ("database_type", "database_built_at", "last_load_no", "addresses", "located")
        edition = {"database_edition": str(place[0]), **dict(zip(names, place, strict=True))}
        _insert(connection, "fct_location_databases", edition)


def _columns(
    line_no: int, time: str, client: str, user: str | None, endpoint: str, status: int, ms: int | None, sent: int
) -> Iterator[tuple[str, Any]]:
    at = datetime.fromisoformat(time).replace(tzinfo=UTC)
    local = at.replace(tzinfo=None) + AHEAD.get(client, timedelta())
    yield from {"usage_date": at.date(), "local_date": local.date(), "usage_at": at}.items()
    yield from {"usage_hour_at": at.replace(minute=0), "local_hour_at": local.replace(minute=0)}.items()
    yield from {"provider_id": "house", "api_id": "web", "endpoint": endpoint, "operation": "read"}.items()
    yield from {"outcome": OUTCOMES[status // 100], "status_code": status, "is_listed": True}.items()
    new, changed = FETCHED.get(time, (0, 0))
    yield from {"client_id": client, "project_id": "none", "dealer_id": "d00" if time in FETCHED else "none"}.items()
    yield from {"country": "unknown", "region": "unknown", "city": "unknown"}.items()
    yield from {"user_key": USERS[user], "ip_key": UUID(int=0), "load_id": 1, "line_no": line_no}.items()
    microseconds = None if ms is None else ms * 1000
    yield from {"latency_us": microseconds, "latency_us_total": microseconds or 0}.items()
    yield from {"latency_requests": int(ms is not None), "requests": 1, "quantity": 0}.items()
    yield from {"response_bytes": sent, "request_bytes": 0, "records_new": new, "records_changed": changed}.items()


def _load(load_id: int, source: str, file: str, state: str, why: str, *counts: int) -> dict[str, Any]:
    names = ("lines", "stored", "repeated_at_load", "quarantined", "ignored")
    landed = date.fromisoformat(file.split("/")[2])
    at = datetime(2026, 3, 15, load_id, tzinfo=UTC)
    return {
        "load_id": load_id, "load_no": load_id, "kind": "usage", "source": source, "file_name": file,
        "landing_date": landed, "committed_at": at, "load_seconds": 1, "state": state, "state_reason": why,
        "first_usage_date": landed, "last_usage_date": landed, **dict(zip(names, counts, strict=True)),
    }  # fmt: skip


def _insert(connection: psycopg.Connection, mart: str, row: dict[str, Any]) -> None:
    marks = ", ".join(["%s"] * len(row))
    statement = f"insert into marts.{mart} ({', '.join(row)}) values ({marks})"
    connection.execute(statement.encode(), list(row.values()))

"""Tiny ledgers written by hand: loads of a few events, their verdicts, reference records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from warehouse.database import transaction
from warehouse.ledger.numbers import next_ledger_no
from warehouse.reference.pricing_checks import PRICING
from warehouse.settings import Settings

NAMES = UUID("5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a11")
NOT_COLUMNS = ("key", "at", "user", "ip", "attributes")


def key_of(text: str) -> UUID:
    """The same made-up key for the same text."""
    return uuid5(NAMES, text)


@dataclass(frozen=True)
class Event:
    """One record of a log, as far as a test cares; `at` is UTC."""

    key: str
    at: str
    client_id: str = "acme"
    status_code: int | None = 200
    user: str | None = None
    ip: str | None = None
    endpoint: str = "/orders/{id}"
    operation: str = "read"
    project_id: str | None = None
    dealer_id: str | None = None
    latency_us: int | None = None
    response_bytes: int | None = None
    records_new: int | None = None
    records_changed: int | None = None
    quantity: str | None = None
    provider_id: str = "house"
    api_id: str = "web"
    event_type: str = "request"
    method: str | None = None
    attributes: Mapping[str, object] | None = None

    @property
    def usage_at(self) -> datetime:
        return datetime.fromisoformat(self.at).replace(tzinfo=UTC)

    @property
    def usage_date(self) -> date:
        return self.usage_at.date()

    @property
    def user_key(self) -> UUID | None:
        return key_of(f"{self.client_id} {self.user}") if self.user else None

    @property
    def ip_key(self) -> UUID | None:
        return key_of(self.ip) if self.ip else None


class Ledger:
    """Writes into `raw` what the loaders would, with as little around it as the models need."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def load(
        self, events: Sequence[Event], verdict: str = "accepted", quarantined: int = 0, replaces: int | None = None
    ) -> int:
        """One usage load of the events, in this order, and of lines behind them that cannot be counted; its id."""
        with transaction("owner", self.settings) as connection:
            load_id = _insert_load(connection, "usage", len(events), quarantined, replaces_load_id=replaces)
            _insert_events(connection, load_id, dict(enumerate(events, start=1)))
            for line_no in range(len(events) + 1, len(events) + quarantined + 1):
                line = {"load_id": load_id, "line_no": line_no, "reason": "unparseable", "detail": "no time"}
                _insert(connection, "quarantine", line)
            _insert_verdict(connection, load_id, verdict)
        return load_id

    def release(self, load_id: int, lines: Mapping[int, Event]) -> int:
        """One accepted load of quarantined lines of another load, by their numbers, read as these events; its id."""
        with transaction("owner", self.settings) as connection:
            released_in = _insert_load(connection, "usage", len(lines), releases_load_id=load_id)
            _insert_events(connection, released_in, lines)
            for line_no in lines:
                line = {"load_id": load_id, "line_no": line_no, "released_in": released_in}
                _insert(connection, "quarantine_releases", line)
            _insert_verdict(connection, released_in, "accepted")
        return released_in

    def judge(self, load_id: int, verdict: str) -> None:
        """A further verdict on the load."""
        with transaction("owner", self.settings) as connection:
            _insert_verdict(connection, load_id, verdict)

    def refer(self, kind: str, *payloads: Mapping[str, Any]) -> None:
        """One accepted reference load; the first field of each payload is the id."""
        with transaction("owner", self.settings) as connection:
            load_id = _insert_load(connection, "reference", len(payloads))
            for line_no, payload in enumerate(payloads, start=1):
                said = {name: value for name, value in payload.items() if name != "effective_at"}
                known = {"kind": kind, "id": next(iter(payload.values())), "payload": Jsonb(said)}
                known["effective_at"] = payload.get("effective_at")
                known["subject"] = _subject(kind, payload)
                place = {"load_no": load_id, "load_id": load_id, "line_no": line_no}
                _insert(connection, "reference_records", known | place)
            if kind in PRICING:
                _insert(connection, "rating_touches", {"load_id": load_id, "from_month": date.min})
            _insert_verdict(connection, load_id, "accepted")

    def locate(self, ip: str, country: str) -> None:
        """What a database says of one address."""
        with transaction("owner", self.settings) as connection:
            edition = {"database_type": "By-Hand-Country", "database_built_at": datetime(2026, 3, 1, tzinfo=UTC)}
            place = {"ip_key": key_of(ip), "load_no": next_ledger_no(connection), "country": country}
            _insert(connection, "ip_locations", place | edition)


def _subject(kind: str, payload: Mapping[str, Any]) -> str:
    if kind == "users":
        return key_of(f"{payload['client_id']} {payload['user_id']}").hex
    if kind in ("plan_features", "subscriptions"):
        return str(payload["plan_id" if kind == "plan_features" else "client_id"])
    return f"{payload['provider_id']}/{payload['api_id']}" if kind == "listings" else next(iter(payload.values()))


def _insert_load(
    connection: psycopg.Connection, kind: str, stored: int, quarantined: int = 0, **corrected: int | None
) -> int:
    load_id = next_ledger_no(connection)
    identity = {"load_id": load_id, "load_no": load_id, "kind": kind, "channel": "file", "source": "by_hand"}
    file = {"source_version": "1", "file_name": f"{load_id}.log", "content_sha256": b"", "content_bytes": 1}
    clock = {"committed_at": datetime(2026, 3, 4, tzinfo=UTC), "seconds": 0}
    lines = {"lines": stored + quarantined, "stored": stored, "quarantined": quarantined, "ignored": 0, "repeated": 0}
    _insert(connection, "loads", identity | file | clock | lines | corrected)
    return load_id


def _insert_verdict(connection: psycopg.Connection, load_id: int, verdict: str) -> None:
    number = {"verdict_no": next_ledger_no(connection), "load_id": load_id, "verdict": verdict}
    _insert(connection, "load_verdicts", number | {"reason": "a test", "decided_by": "a test"})


def _insert_events(connection: psycopg.Connection, load_id: int, events: Mapping[int, Event]) -> None:
    for usage_date in sorted({event.usage_date for event in events.values()}):
        stored = sum(event.usage_date == usage_date for event in events.values())
        connection.execute("select raw.ensure_usage_partition(%s)", [usage_date])
        day = {"load_id": load_id, "usage_date": usage_date, "stored": stored, "repeated": 0}
        _insert(connection, "load_days", day)
    for line_no, event in events.items():
        _insert_event(connection, load_id, line_no, event)


def _insert_event(connection: psycopg.Connection, load_id: int, line_no: int, event: Event) -> None:
    if event.user:
        person = {"user_key": event.user_key, "client_id": event.client_id, "user_id": event.user}
        _insert(connection, "user_keys", person | {"load_id": load_id})
    if event.ip:
        _insert(connection, "ip_keys", {"ip_key": event.ip_key, "ip": event.ip, "load_id": load_id})
    for kind, named in (("clients", event.client_id), ("projects", event.project_id), ("dealers", event.dealer_id)):
        if named:
            _insert(connection, "id_days", {"kind": kind, "id": named, "usage_date": event.usage_date})
    said = {name: value for name, value in vars(event).items() if name not in NOT_COLUMNS}
    place = {"usage_at": event.usage_at, "usage_date": event.usage_date, "load_id": load_id, "line_no": line_no}
    keys = {"event_key": key_of(event.key), "payload_digest": key_of(event.key)}
    people = {"user_key": event.user_key, "ip_key": event.ip_key}
    rest = {"is_time_assigned": False, "attributes": Jsonb(event.attributes) if event.attributes else None}
    _insert(connection, "usage_events", said | place | keys | people | rest)


def _insert(connection: psycopg.Connection, table: str, row: Mapping[str, object]) -> None:
    connection.execute(
        sql.SQL("insert into raw.{} ({}) values ({}) on conflict do nothing").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        list(row.values()),
    )

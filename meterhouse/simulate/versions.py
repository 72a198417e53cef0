"""How much each version of a client, project, dealer or user was used: its name, and whether it was deleted."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import polars as pl

from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.people import People
from meterhouse.simulate.registrations import Record
from meterhouse.simulate.registry import Kind
from meterhouse.simulate.truth import Rows
from meterhouse.simulate.world import World

# What an event is about, by its column.
COLUMNS: dict[Kind, str] = {"clients": "client", "projects": "project", "dealers": "dealer", "users": "user"}


def count_versions(traffic: pl.DataFrame, world: World) -> Rows:
    """`Truth.versions`."""
    at = traffic["usage_at"].to_numpy()
    rows: Rows = []
    for kind, column in COLUMNS.items():
        version = world.timelines[kind].version_at(traffic[column].to_numpy(), at)
        records = world.registry.records[kind]
        requests = np.bincount(version[version >= 0], minlength=len(records))
        rows += _rows(kind, records, _ids(kind, world.people), requests)
    return rows


def _rows(kind: Kind, records: list[Record], ids: list[str], requests: IntArray) -> Rows:
    changed = {a.subject for a, b in pairwise(records) if a.subject == b.subject}
    shown = [kind != "users" or record.subject in changed for record in records]
    after = [*records[1:], None]
    return [
        {
            "kind": kind,
            "id": ids[record.subject],
            "name": record.fields.get("name"),
            "valid_from": instant_text(record.since),
            "valid_until": instant_text(next_.since if next_ and next_.subject == record.subject else None),
            "is_deleted": record.is_deleted,
            "requests": int(count),
        }
        for record, next_, count, is_shown in zip(records, after, requests, shown, strict=True)
        if is_shown
    ]


def _ids(kind: Kind, people: People) -> list[str]:
    if kind == "clients":
        return [client.client_id for client in people.clients]
    if kind == "dealers":
        return [dealer.dealer_id for dealer in people.dealers]
    if kind == "projects":
        return people.projects.ids
    return [
        f"{people.clients[owner].client_id}/{user}"
        for user, owner in zip(people.users.ids, people.users.owners(), strict=True)
    ]


def instant_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None

"""What the registry of the world says of clients, projects, dealers and users, since when, and what it says late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal, NamedTuple

import numpy as np

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.people import AGENCIES, Client, People
from meterhouse.simulate.registered_users import draw_user_records
from meterhouse.simulate.registrations import Record
from meterhouse.simulate.routes import APIS

Kind = Literal["clients", "projects", "dealers", "users"]

# Clients by their number: one that changes its agency, one that changes its name, and one that the registry knows only
# since it signed up in mid-range, and tells of late.
MOVED_CLIENT, RENAMED_CLIENT, LATE_CLIENT = 1, 4, 13
# Clients of whom the first project is renamed, and deleted although it goes on being used.
PROJECT_RENAMED_OF, PROJECT_DELETED_OF = 0, 3
RENAMED_DEALER, DELETED_DEALER = 0, 3
LISTED_BEFORE = timedelta(days=200)
LISTED_LATE, DELISTED, UNLISTED = ("northwind", "weather"), ("house", "accounts"), ("northwind", "fleet")


class Listing(NamedTuple):
    """The period in which an API is on the marketplace; open without an end."""

    provider: str
    api: str
    listed_from: datetime
    listed_until: datetime | None = None


@dataclass(frozen=True)
class Registry:
    """Records by kind, in order of subject and instant, and the listings of APIs, at most one of each."""

    records: dict[Kind, list[Record]]
    listings: list[Listing]


def draw_registry(people: People, calendar: Calendar, rng: np.random.Generator) -> Registry:
    """The same registry for the same people, days and generator."""
    records: dict[Kind, Iterable[Record]] = {
        "clients": _client_records(people.clients, calendar),
        "projects": _project_records(people, calendar),
        "dealers": _dealer_records(people, calendar),
        "users": draw_user_records(people, calendar, rng),
    }
    return Registry({kind: sorted(given, key=_order) for kind, given in records.items()}, _listings(calendar))


def _order(record: Record) -> tuple[int, datetime]:
    return record.subject, record.since or datetime.min.replace(tzinfo=UTC)


def _client_records(clients: list[Client], calendar: Calendar) -> list[Record]:
    first = {i: _client_fields(i, clients) for i, client in enumerate(clients) if client.is_registered}
    signed_up = calendar.instant(1 / 2, time(9, 5))
    return [
        *(Record(i, fields) for i, fields in first.items() if i != LATE_CLIENT),
        Record(LATE_CLIENT, first[LATE_CLIENT], signed_up, is_late=True),
        Record(
            MOVED_CLIENT,
            first[MOVED_CLIENT] | {"agency_id": clients[AGENCIES[1]].client_id},
            calendar.instant(1 / 2, time(11, 45)),
        ),
        Record(
            RENAMED_CLIENT,
            first[RENAMED_CLIENT] | {"name": f"{clients[RENAMED_CLIENT].name} Group"},
            calendar.instant(1 / 2, time(13, 20)),
        ),
    ]


def _client_fields(i: int, clients: list[Client]) -> dict[str, str]:
    client = clients[i]
    agency = clients[AGENCIES[i // 4 % len(AGENCIES)]].client_id if i % 4 == 1 else ""
    return {"name": client.name, "kind": client.kind, "time_zone": client.time_zone, "agency_id": agency}


def _project_records(people: People, calendar: Calendar) -> list[Record]:
    projects = people.projects
    first = [
        {"client_id": people.clients[owner].client_id, "name": f"Project {project}"}
        for project, owner in zip(projects.ids, projects.owners(), strict=True)
    ]
    renamed, deleted = (int(projects.start[client]) for client in (PROJECT_RENAMED_OF, PROJECT_DELETED_OF))
    return [
        *(Record(i, fields) for i, fields in enumerate(first)),
        Record(renamed, first[renamed] | {"name": "Checkout"}, calendar.instant(1 / 2, time(9, 30, 15))),
        Record(deleted, first[deleted], calendar.instant(2 / 3, time(10, 10)), is_deleted=True),
    ]


def _dealer_records(people: People, calendar: Calendar) -> list[Record]:
    first = [{"name": dealer.name, "code": dealer.code} for dealer in people.dealers]
    return [
        *(Record(i, fields) for i, fields in enumerate(first)),
        Record(
            RENAMED_DEALER,
            first[RENAMED_DEALER] | {"name": f"{first[RENAMED_DEALER]['name']} und Söhne"},
            calendar.instant(1 / 3, time(14, 5)),
        ),
        Record(DELETED_DEALER, first[DELETED_DEALER], calendar.instant(1 / 2, time(16, 40)), is_deleted=True),
    ]


def _listings(calendar: Calendar) -> list[Listing]:
    """Most APIs from before the world on; one begins in it, one ends in it, one is never listed."""
    before = datetime.combine(calendar.first_day - LISTED_BEFORE, time(), UTC)
    begins = {LISTED_LATE: calendar.instant(1 / 3, time(10, 30))}
    ends = {DELISTED: calendar.instant(2 / 3, time(15, 15))}
    return [Listing(*api, begins.get(api, before), ends.get(api)) for api in APIS if api != UNLISTED]

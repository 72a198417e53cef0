"""Reference files of the world: its registry, its APIs, its marketplace and what it costs; some of it late."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from meterhouse.simulate.people import People
from meterhouse.simulate.pricing import METERS, PLANS, PRICES, list_subscriptions
from meterhouse.simulate.reference_writing import Row, write_rows
from meterhouse.simulate.registrations import Record
from meterhouse.simulate.registry import Kind
from meterhouse.simulate.routes import APIS, ROUTES
from meterhouse.simulate.versions import COLUMNS
from meterhouse.simulate.world import World

# Local dates begin at most so much before those of UTC.
LOCAL_DATES_AHEAD = timedelta(hours=14)
REGISTRY_FILES: dict[Kind, str] = {
    "clients": "clients.csv",
    "projects": "projects.parquet",
    "dealers": "dealers.jsonl",
    "users": "users.csv",
}


@dataclass(frozen=True)
class ReferenceFile:
    """Rows of a kind, and the records of the registry that they are; `path` is relative to the landing zone."""

    kind: str
    path: str
    rows: list[Row]
    is_late: bool = False
    records: list[Record] = field(default_factory=list)


def write_reference(landing: Path, world: World) -> list[ReferenceFile]:
    """Writes every reference file, and returns them in the order in which they are to be loaded."""
    files = [*_registry_files(world), *_catalogue_files(), _listing_file(world), *_pricing_files(world)]
    for file in files:
        write_rows(landing / file.path, file.rows)
    return files


def touched_by(file: ReferenceFile, events: pl.DataFrame) -> list[date]:
    """The days whose usage names a subject of the file, from when a record of it holds on."""
    column = {str(kind): name for kind, name in COLUMNS.items()}[file.kind]
    begins = [record.since and (record.since - LOCAL_DATES_AHEAD).date() for record in file.records]
    subjects = [record.subject for record in file.records]
    about = pl.DataFrame({column: subjects, "begins": begins}, schema={column: pl.Int64, "begins": pl.Date})
    used = events.select(column, "usage_date").unique().join(about, on=column)
    held = pl.col("begins").is_null() | (pl.col("usage_date") >= pl.col("begins"))
    return used.filter(held)["usage_date"].unique().sort().to_list()


def _registry_files(world: World) -> list[ReferenceFile]:
    files = []
    for kind, name in REGISTRY_FILES.items():
        ids = _ids(kind, world.people)
        for is_late, path in ((False, name), (True, f"{kind}/2.csv")):
            records = [record for record in world.registry.records[kind] if record.is_late == is_late]
            rows: list[Row] = [{**ids[record.subject], **record.fields, **_clock(record)} for record in records]
            if rows:
                files.append(ReferenceFile(kind, f"reference/{path}", rows, is_late, records))
    return files


def _clock(record: Record) -> Row:
    return {"effective_at": record.since, "is_deleted": record.is_deleted or None}


def _ids(kind: Kind, people: People) -> list[Row]:
    if kind == "clients":
        return [{"client_id": client.client_id} for client in people.clients]
    if kind == "dealers":
        return [{"dealer_id": dealer.dealer_id} for dealer in people.dealers]
    if kind == "projects":
        return [{"project_id": project} for project in people.projects.ids]
    owners = [people.clients[owner].client_id for owner in people.users.owners()]
    return [{"user_id": user, "client_id": client} for user, client in zip(people.users.ids, owners, strict=True)]


def _catalogue_files() -> list[ReferenceFile]:
    providers: list[Row] = [
        {"provider_id": provider, "name": provider.title()} for provider in dict.fromkeys(each for each, _ in APIS)
    ]
    apis: list[Row] = [{"provider_id": provider, "api_id": api, "name": f"{api.title()} API"} for provider, api in APIS]
    known = dict.fromkeys((route.provider, route.api, route.template) for route in ROUTES if route.template)
    endpoints: list[Row] = [
        {"provider_id": provider, "api_id": api, "endpoint": template, "name": f"{api.title()}: {template}"}
        for provider, api, template in known
    ]
    given = {"providers": providers, "apis": apis, "endpoints": endpoints}
    return [ReferenceFile(kind, f"reference/{kind}.csv", rows) for kind, rows in given.items()]


def _listing_file(world: World) -> ReferenceFile:
    names = ("provider_id", "api_id", "listed_from", "listed_until")
    rows: list[Row] = [dict(zip(names, listing, strict=True)) for listing in world.registry.listings]
    return ReferenceFile("listings", "reference/listings.csv", rows)


def _pricing_files(world: World) -> list[ReferenceFile]:
    clients = world.people.clients
    subscriptions: list[Row] = [
        {
            "subscription_id": f"{clients[one.client].client_id}-{one.plan_id}",
            "client_id": clients[one.client].client_id,
            "plan_id": one.plan_id,
            "starts_at": one.starts_at,
        }
        for one in list_subscriptions(world.people, world.calendar)
    ]
    return [
        ReferenceFile("meters", "reference/meters.jsonl", list(METERS)),
        ReferenceFile("plans", "reference/plans.csv", list(PLANS)),
        ReferenceFile("prices", "reference/prices.jsonl", list(PRICES)),
        ReferenceFile("subscriptions", "reference/subscriptions.csv", subscriptions),
    ]

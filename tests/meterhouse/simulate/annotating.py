"""What was true of recounted records at their instants, one by one."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.meterhouse.simulate.recount import Record
from tests.meterhouse.simulate.registry_files import Fields, Registry, read_rows

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project" / "dbt_project.yml"
OPERATIONS = {"GET": "read", "HEAD": "read", "OPTIONS": "read", "POST": "write", "PUT": "edit", "PATCH": "edit"}


def client_of(record: Record) -> str:
    """Client, or the reserved one for none."""
    return str(record.get("client", "anonymous"))


def annotated(records: list[Record], world: Path) -> list[Record]:
    """The records with what the tables of truth are made by."""
    registry, edges = Registry(world), yaml.safe_load(PROJECT.read_text())["vars"]["bands"]
    route_of = _routes(world)
    return [{**record, **_about(record, registry, edges), "route": route_of(record)} for record in records]


def _about(record: Record, registry: Registry, edges: dict[str, list[int]]) -> Record:
    at, client = record["at"], client_of(record)
    described = registry.at("clients", client, at)
    local = at.astimezone(ZoneInfo(described.get("time_zone", "UTC")))
    user = registry.at("users", f"{client}/{record['user']}", at) if "user" in record else {}
    said = [record.get(part) for part in ("country", "region", "city")]
    place = [part or "unknown" for part in said] if any(said) else registry.place_of(record["ip"])
    return {
        "usage_date": f"{at:%Y-%m-%d}",
        "local_date": f"{local:%Y-%m-%d}",
        "operation": "delete" if record["method"] == "DELETE" else OPERATIONS.get(record["method"], "other"),
        "is_listed": registry.is_listed(record["provider"], record["api"], at),
        "agency": described.get("agency_id", "none"),
        **dict(zip(("in_country", "in_region", "in_city"), place, strict=True)),
        **_bands(user, local, edges),
    }


def _bands(user: Fields, local: datetime, edges: dict[str, list[int]]) -> dict[str, str]:
    age = local.year - int(user["birth_year"]) if "birth_year" in user else None
    return {
        "age_band": band(age, edges["age"]),
        "gender": user.get("gender", "unknown"),
        "income_band": band(Decimal(user["income"]) if "income" in user else None, edges["income"]),
        "spend_band": band(Decimal(user["spend"]) if "spend" in user else None, edges["spend"]),
    }


def band(value: Any, edges: list[int]) -> str:
    """The first band whose end the value does not reach."""
    if value is None:
        return "unknown"
    begin = 0
    for end in edges:
        if value < end:
            return f"{begin}-{end - 1}"
        begin = end
    return f"{begin}+"


def _routes(world: Path) -> Callable[[Record], str]:
    """The route template of a record by the reference file of endpoints, or `other`."""
    rows = read_rows(world / "landing" / "reference" / "endpoints.csv")
    known = sorted(((row["provider_id"], row["api_id"], row["endpoint"]) for row in rows), key=_placeholders)
    patterns = [(*route[:2], re.compile(re.escape(route[2]).replace(r"\{id\}", "[^/]+")), route[2]) for route in known]

    def route_of(record: Record) -> str:
        path = record["path"].split("?")[0]
        mine = (pattern for pattern in patterns if pattern[:2] == (record["provider"], record["api"]))
        return next((template for *_, pattern, template in mine if pattern.fullmatch(path)), "other")

    return route_of


def _placeholders(route: tuple[str, str, str]) -> int:
    return route[2].count("{id}")

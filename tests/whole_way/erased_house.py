"""A whole house in which a person is named wherever one can be, and what it looks like."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from meterhouse.cli import typer_app
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from orchestration.launch import materialize_landing
from orchestration.loading import load_landed
from orchestration.reference_files import load_reference_files
from warehouse import reports
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.reports import UsageFilter
from warehouse.settings import Settings
from warehouse.sources import read_sources

ANN, BOB, HERS, SHARED, NOBODYS = "ann-4711", "bob-4712", "203.0.113.7", "198.51.100.1", "198.51.100.2"
HER_AGENT = "AnnBrowser/9 (private build)"
INCOME, SPEND, MAIL = "31337.25", "77.53", "lee.ann@example.org"
VALUES = (ANN, HERS, HER_AGENT, INCOME, SPEND, MAIL)
FIRST, LAST = date(2026, 3, 4), date(2026, 3, 7)
SOURCE = """
name: gateway
format: json
identity: field
identity_field: id
landing: gateway/{date}/*.jsonl
expectations: {quarantined_share_max: 1}
fields:
  usage_at: {field: time}
  provider_id: {constant: house}
  api_id: {constant: orders}
  client_id: {field: client}
  user_id: {field: user, optional: true}
  credential_id: {field: credential, optional: true}
  ip: {field: ip, optional: true}
  user_agent: {field: agent, optional: true}
  attributes: {field: attributes, optional: true}
  path: {field: path}
  method: {constant: GET}
  status_code: {field: status}
"""
USERS = (
    "client_id,user_id,birth_year,gender,income,spend,effective_at",
    f"acme,{ANN},1987,f,20000,{SPEND},",
    f"acme,{ANN},1987,f,{INCOME},{SPEND},2026-03-05T12:00:00Z",
    f"acme,{BOB},1955,m,50000,60,",
)
TABLES = "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
STATISTICS = "select one::text from pg_stats as one where schemaname not in ('pg_catalog', 'information_schema')"
NOT_BY_PERSON = [name for name in reports.DIMENSIONS if name not in ("user", "ip")]
MEASURES = ("requests", "response_bytes", "unique_users", "unique_ips")


def record(number: int, user: str | None = None, ip: str = SHARED, agent: str = "curl/8", **said: Any) -> str:
    """A line of acme's on the 5th or 6th of March."""
    day, hour = 5 + number % 2, 9 + number % 6
    given = {
        "id": f"r{number}", "time": f"2026-03-{day:02d}T{hour:02d}:00:00Z", "client": "acme", "path": "/orders",
        "status": 200, "user": user, "ip": ip, "agent": agent,
    }  # fmt: skip
    return json.dumps({name: value for name, value in (given | said).items() if value is not None})


def hers(number: int, **said: Any) -> str:
    """A line of ann's."""
    besides = {"attributes": {"mail": MAIL}, "credential": f"key-{ANN}", "ip": HERS, "agent": HER_AGENT}
    return record(number, ANN, **(besides | said))


GOOD = [
    *(hers(number) for number in range(6)), hers(6, ip=SHARED, agent="curl/8"), hers(7, ip=NOBODYS),
    *(record(number, BOB) for number in range(8, 14)), *(record(number, None, NOBODYS) for number in range(14, 18)),
]  # fmt: skip
BROKEN = [f'{{"user": "{ANN}", "time": ', f"{HERS} - - what is this", hers(30, status="ok"), "{nobody"]
QUOTED = [f'{{"{ANN}", "{HERS}" line {number}' for number in range(25)]


@dataclass(frozen=True)
class Snapshot:
    """Which of ann's values stand in the database and in the home, and all that is reported of nobody."""

    in_tables: dict[str, set[str]]
    in_files: dict[str, set[str]]
    reports: dict[str, list[tuple[Any, ...]]]
    by_user: dict[str, int]


def land(settings: Settings) -> None:
    """Two files, one of them refused, reference data, a reason that names her, and what a killed `verify` leaves."""
    ensure_manifest(settings)
    landing = settings.landing_path
    held = write(landing / "elsewhere" / "held.jsonl", [record(41, client="bolt")])
    load = json.loads(call("load", str(held), "--source", "gateway", "--hold", "--json").stdout)
    call("void", str(load["load_id"]), "--why", f"{ANN} wants it", "--no-build")
    write(landing / "gateway/2026-03-06/a.jsonl", [*GOOD, *BROKEN])
    write(landing / "gateway/2026-03-06/refused.jsonl", QUOTED)
    write(landing / "reference/users.csv", USERS)
    materialize_landing(settings, [].append)
    with connect("owner", settings, autocommit=True) as connection:
        connection.execute("create schema verify_marts")
        connection.execute("create table verify_marts.dim_users as select * from marts.dim_users")
        connection.execute("analyze")


def land_again(settings: Settings) -> list[str]:
    """The file grown, the refused one and the references changed, a purged line released; what was refused."""
    landing = settings.landing_path
    write(landing / "gateway/2026-03-07/grown.jsonl", [*GOOD, *BROKEN, "{nobody else"])
    write(landing / "gateway/2026-03-07/refused.jsonl", QUOTED[:-1])
    write(landing / "reference/users.csv", [*USERS, f"acme,{BOB},1955,m,50001,60,2026-03-06T12:00:00Z"])
    (landed,) = load_landed(read_sources(settings.sources_path), [LAST], settings)
    load_reference_files(settings)
    mended = SOURCE.replace("{field: status}", '{field: status, missing: ["ok"], optional: true}')
    (settings.sources_path / "gateway.yaml").write_text(mended)
    with connect("owner", settings, autocommit=True) as connection:
        row = connection.execute("select load_id from raw.loads where file_name like '%/a.jsonl'").fetchone()
    assert row is not None
    released = call("quarantine", "release", str(row[0]), "--why", "a status may be missing", "--no-build")
    assert "1 of the lines was purged" in released.output, released.output
    build(settings)
    return [refused.sentence for refused in landed.refused]


def snapshot(settings: Settings) -> Snapshot:
    """The house as it is."""

    def rows(name: str, measures: tuple[str, ...]) -> list[tuple[Any, ...]]:
        asked = UsageFilter(FIRST, LAST, (name,), measures)
        # So small a house has no group of users that would stand alone otherwise.
        alone = settings.model_copy(update={"smallest_group": 1})
        return reports.run(Scope.operator(), asked, settings=alone).frame.rows()

    asked = {name: rows(name, MEASURES) for name in NOT_BY_PERSON}
    return Snapshot(_in_tables(settings), _in_files(settings), asked, dict(rows("user", ("requests",))))


def named(text: str) -> set[str]:
    """Those of ann's values that the text has, also as the bytes of a text are written, in hexadecimal."""
    return {value for value in VALUES if value in text or value.encode().hex() in text}


def call(*arguments: str) -> Result:
    """The command line."""
    return CliRunner().invoke(typer_app, arguments)


def write(path: Path, lines: Iterable[str]) -> Path:
    """A file of lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def _in_tables(settings: Settings) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with connect("owner", settings) as connection:
        for schema, table in connection.execute(TABLES).fetchall():
            rows = connection.execute(f"select one::text from {schema}.{table} as one".encode()).fetchall()
            found[f"{schema}.{table}"] = named("\n".join(row for (row,) in rows))
        found["pg_stats"] = named("\n".join(row for (row,) in connection.execute(STATISTICS)))
    return {name: values for name, values in found.items() if values}


def _in_files(settings: Settings) -> dict[str, set[str]]:
    paths = [path for path in settings.home_path.rglob("*") if path.is_file()]
    found = {str(path): named(path.read_bytes().decode("latin-1")) for path in paths}
    return {name: values for name, values in found.items() if values}

"""A person erased, step by step, in an order in which every step can be killed and the whole done again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.beside import forget_schemas_beside
from orchestration.building import build_whole
from orchestration.dagster_records import redact_dagster_records
from orchestration.dbt_artifacts import dbt_project
from orchestration.first_build import missing_relations
from orchestration.logs import find_in_files, redact_logs
from warehouse import erasure
from warehouse.database import connect
from warehouse.erasure import Bands, Holdings, Person, Remainder
from warehouse.ledger.traces import PlainTraces
from warehouse.settings import Settings

Step = Callable[[str], AbstractContextManager[Callable[[str], None]]]


@dataclass(frozen=True)
class Erased:
    """What was changed in ledger, Dagster's records and logs; what was vacuumed; what still names the person."""

    counts: dict[str, int]
    records: dict[str, int]
    logs: dict[Path, int]
    vacuumed: list[str]
    remains: list[Remainder]


def traces_of(person: Person, found: Holdings) -> PlainTraces:
    """By what a text names the person and nobody else."""
    return PlainTraces(person.client_id, person.user_id, found.values)


def erase(person: Person, found: Holdings, settings: Settings, step: Step) -> Erased:
    """Erases a person of whom the ledger holds `found`, or goes on with an erasure that was interrupted.

    First the tombstones, so that nothing comes back; then what quotes the person elsewhere, as long as the ledger still
    knows the values; then the ledger; then what was made of it. `step` announces each.
    """
    traces = traces_of(person, found)
    with step("Tombstones"):
        erasure_id = erasure.begin_erasure(person, found, settings)
    with step("Dagster's records and logs"):
        records, logs = redact_dagster_records(traces, settings), redact_logs(traces, settings)
    with step("Quarantined lines and reasons"):
        naming = erasure.find_naming_texts(traces, settings)
    with step("Ledger"):
        counts = erasure.delete_person(erasure_id, person, found, naming, bands(settings), settings)
    with step("Dimensions") as tell:
        _rebuild(settings, tell)
    with step("Dead rows") as tell:
        vacuumed = erasure.remove_dead_rows(person, settings, records, tell)
    with step("A second look"):
        remains = look_again(traces, settings)
        erasure.finish_erasure(erasure_id, settings)
    return Erased(counts, records, logs, vacuumed, remains)


def look_again(traces: PlainTraces, settings: Settings) -> list[Remainder]:
    """What still has the words by which a text names the person: tables, and files of ours."""
    return [*erasure.find_in_tables(traces, settings), *find_in_files(traces, settings)]


def bands(settings: Settings) -> Bands:
    """Where the bands of users' attributes begin, as dbt's models have it."""
    project = yaml.safe_load((dbt_project(settings) / "dbt_project.yml").read_text())
    return dict(project["vars"]["bands"])


def _rebuild(settings: Settings, tell: Callable[[str], None]) -> None:
    """Makes the dimensions anew, if there are any; a build that read the ledger before must end first."""
    erasure.wait_for_builds(settings, tell)
    forget_schemas_beside(settings)
    with connect("owner", settings) as connection:
        is_built = "dim_users" not in missing_relations(connection, settings)
    if is_built:
        build_whole(settings, on_progress=tell)

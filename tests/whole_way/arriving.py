"""A simulated world that arrives in two steps, and questions to the reports about it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from meterhouse.simulate import simulate
from orchestration.building import Built, build
from orchestration.dbt_manifest import ensure_manifest
from orchestration.loading import load_landed
from orchestration.reference_files import load_reference_files
from orchestration.withdrawing import withdraw_listed
from tests.meterhouse.simulate.annotating import annotated
from tests.meterhouse.simulate.recount import Record, recount
from warehouse.access import Scope
from warehouse.ledger import LoadResult, landing_files, touched_days
from warehouse.reports import UsageFilter, run
from warehouse.settings import Settings
from warehouse.sources import read_sources

DAYS, EVENTS, SEED = 8, 30_000, 11
# Landing days of the first step: what is late comes after them.
DAYS_AT_FIRST = 2
# In `truth.json` what providers see, unlisted usage too, stands at the top, and what the operator sees under `listed`.
SCOPES = {"all": Scope.provider("house", "northwind"), "listed": Scope.operator()}
Truth = dict[str, Any]
Answer = dict[Any, Any]


@dataclass
class Arrived:
    """The ledger that holds the world, built, and the truth; and what was so before the second half came.

    `early` are the records that had arrived then, counted by other means, and `before` what reports said of them.
    """

    settings: Settings
    truth: Truth
    early: list[Record]
    before: dict[str, Answer]
    references: list[LoadResult]
    touched: list[date]
    rebuilt: list[Built]

    def told(self, scope: str) -> Truth:
        """The tables of usage that a scope sees."""
        tables: Truth = self.truth if scope == "all" else self.truth["listed"]
        return tables

    def answer(
        self, by: tuple[str, ...], measures: tuple[str, ...], scope: str = "listed", basis: str = "utc"
    ) -> Answer:
        """What reports say of the whole world, measures by dimensions."""
        return answer(self.settings, SCOPES[scope], by, measures, basis)


def arrive(settings: Settings) -> Arrived:
    """First the files of some days, mistaken ones too, and what is known in time; then the rest, and corrections."""
    world = settings.home_path
    simulate(world, DAYS, EVENTS, SEED)
    truth = json.loads((world / "truth.json").read_text())
    with _withheld(settings, truth):
        _load(settings)
        ensure_manifest(settings)
        build(settings)
        early = annotated(recount(world, is_corrected=False).events, world)
        before = {name: question(settings) for name, question in ASKED_BEFORE.items()}
    references = _load(settings)
    withdraw_listed(world / "withdrawn.json", settings, lambda _: None)
    touched = touched_days(settings)
    rebuilt = build(settings)
    return Arrived(settings, truth, early, before, references, touched, rebuilt)


@contextmanager
def _withheld(settings: Settings, truth: Truth) -> Iterator[None]:
    """What comes later lies elsewhere meanwhile."""
    late = [file["path"] for file in truth["references"] if file["is_late"]]
    late += [file["path"] for file in truth["files"] if comes_later(truth, file)]
    elsewhere = settings.home_path / "elsewhere"
    _move(late, settings.landing_path, elsewhere)
    yield
    _move(late, elsewhere, settings.landing_path)


def comes_later(truth: Truth, file: dict[str, Any]) -> bool:
    """Whether a log file is one of the second step."""
    until = date.fromisoformat(truth["first_day"]) + timedelta(days=DAYS_AT_FIRST)
    return date.fromisoformat(file["landing_date"]) >= until


def _move(paths: list[str], source: Path, target: Path) -> None:
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).rename(target / path)


def _load(settings: Settings) -> list[LoadResult]:
    """Log files first, so that references find the usage they are about; returns the loads of references."""
    sources = read_sources(settings.sources_path)
    days = sorted({file.landing_date for file in landing_files(settings, sources)})
    assert not any(landed.refused for landed in load_landed(sources, days, settings))
    loads, refused = load_reference_files(settings)
    assert not refused
    return [load for load in loads if not load.already_loaded]


def answer(
    settings: Settings, scope: Scope, by: tuple[str, ...], measures: tuple[str, ...], basis: str = "utc"
) -> Answer:
    """Measures by dimensions, over all days of the world and, in local time, the day before and the one after."""
    truth = json.loads((settings.home_path / "truth.json").read_text())
    first, last = date.fromisoformat(truth["first_day"]), date.fromisoformat(truth["last_day"])
    if basis == "local":
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    asked = UsageFilter(by=by, measures=measures, from_date=first, until_date=last, time_basis=basis)  # type: ignore[arg-type]
    # The truth has every group, however small.
    frame = run(scope, asked, settings.model_copy(update={"smallest_group": 1})).frame
    return {tuple(map(plain, row[: len(by)])): row[len(by) :] for row in frame.iter_rows()}


def plain(value: Any) -> Any:
    """Dates and instants as the truth writes them."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def told(rows: list[dict[str, Any]], keys: tuple[str, ...], measures: tuple[str, ...]) -> Answer:
    """Rows of truth as an answer, added up over what is no key."""
    found: Answer = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        added = zip(found.get(key, (0,) * len(measures)), (row[name] for name in measures), strict=True)
        found[key] = tuple(a + b for a, b in added)
    return found


# Asked between the two steps, by name of the table of truth.
ASKED_BEFORE: dict[str, Callable[[Settings], Answer]] = {
    table: partial(answer, scope=SCOPES["all"], by=("usage_date", dimension), measures=("requests",), basis="local")
    for table, dimension in (
        ("agency_days", "agency"),
        ("age_band_days", "age_band"),
        ("place_days", "city"),
        ("client_local_days", "client"),
    )
}

"""Expected files: which landing days have theirs, and which lack some that nobody declared not to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from warehouse.database import transaction
from warehouse.ledger.landing_days import Declaration, Files, read_declarations, read_files
from warehouse.settings import Settings
from warehouse.sources import ExpectedFiles, Source, read_sources

DayState = Literal["there", "overtaken", "held", "declared", "awaited", "missing"]


@dataclass(frozen=True)
class ExpectedDay:
    """A landing day on which files of a source are expected; `declaration` is one that was not withdrawn.

    `there`: all are; `overtaken`: all are, though it was declared that none would come; `held`: all are, some of them
    held; `declared`: some are not, and will not come; `awaited`: some are not, and not late; `missing`: they are late.
    """

    source: str
    landing_date: date
    state: DayState
    found: int
    held: int
    expected: int
    late_at: datetime
    declaration: Declaration | None


@dataclass(frozen=True)
class MissingFile:
    """A landing day with fewer files than expected; unless `declared`, nobody said that no more will come.

    `is_late`: the source's grace is over.
    """

    source: str
    landing_date: date
    found: int
    expected: int
    declared: bool
    is_late: bool


def missing_files(
    settings: Settings, sources: Iterable[Source], first: date, last: date, now: datetime
) -> list[MissingFile]:
    """The landing days from `first` through `last`, as far as they have begun, that have fewer files than expected.

    Also declared ones, and those whose files are not late yet. A day that has its files but for held loads is not among
    them: whoever asks must look at held loads too.
    """
    return [
        MissingFile(day.source, day.landing_date, day.found, day.expected, day.state == "declared", now >= day.late_at)
        for day in expected_days(settings, sources, first, last, now)
        if day.state in ("declared", "awaited", "missing")
    ]


def expected_days(
    settings: Settings, sources: Iterable[Source], first: date, last: date, now: datetime
) -> list[ExpectedDay]:
    """Landing days from `first` through `last` on which files are expected, in order, as far as they have begun."""
    expecting = {source.name: source.expects for source in sources if source.expects}
    last = min(last, now.astimezone(UTC).date())
    with transaction("loader", settings) as connection:
        files = read_files(connection, list(expecting), first, last)
        declarations = read_declarations(connection, list(expecting), first, last)
    days = [
        judged_day(files.get((name, day), Files(name, day)), declarations.get((name, day)), expects, now)
        for name, expects in expecting.items()
        for day in expects.days(first, last)
    ]
    return sorted(days, key=lambda day: (day.landing_date, day.source))


def all_expected_days(settings: Settings, now: datetime) -> list[ExpectedDay]:
    """Those of all sources of the sources folder, from the first through today; may raise `SourceError`."""
    sources = read_sources(settings.sources_path)
    since = [source.expects.since for source in sources if source.expects]
    return expected_days(settings, sources, min(since), now.astimezone(UTC).date(), now) if since else []


def judged_day(files: Files, said: Declaration | None, expects: ExpectedFiles, now: datetime) -> ExpectedDay:
    """The day as it stands, by the files that are there, the last word on it and the time."""
    late_at = expects.late_at(files.landing_date)
    return ExpectedDay(
        files.source,
        files.landing_date,
        _state(files, said, expects.files, now >= late_at),
        files.found,
        files.held,
        expects.files,
        late_at,
        said if said and said.state == "declared" else None,
    )


def _state(files: Files, said: Declaration | None, expected: int, is_late: bool) -> DayState:
    if files.found >= expected:
        return "overtaken" if said and said.is_overtaken(files) else "there"
    if files.found + files.held >= expected:
        return "held"
    if said and said.holds(files):
        return "declared"
    return "missing" if is_late else "awaited"

"""Report on expected files: which landing days have theirs, and what was said of those that do not."""

from datetime import UTC, datetime

from warehouse.access import Scope
from warehouse.reports.health import require_operator
from warehouse.reports.report import Column, Report, frame_of
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

_COLUMNS = (
    Column("landing_date", "date", "The landing day (UTC)."),
    Column("source", "text", "The log source."),
    Column("state", "text", "there, overtaken, held, declared, awaited or missing."),
    Column("found", "count", "Files that count."),
    Column("held", "count", "Files whose loads wait for a decision."),
    Column("expected", "count", "Files that are expected at least."),
    Column("late_at", "instant", "From when on a file of the day is late."),
    Column("declared_by", "text", "Who declared that no more files will come."),
    Column("declared_at", "instant", "When that was declared."),
    Column("reason", "text", "Why no more will come."),
)


def expected_files(scope: Scope, *, now: datetime | None = None, settings: Settings | None = None) -> Report:
    """Every landing day through today on which a source expects files, in order; may raise `SourceError`.

    Asked of the ledger, as the loader: marts cannot know what did not come.
    """
    require_operator(scope)
    # Here, because few reports need the ledger and the parsers it brings along.
    from warehouse.ledger import all_expected_days

    days = all_expected_days(settings or current_settings(), now or datetime.now(UTC))
    rows = [
        (
            *(day.landing_date, day.source, day.state, day.found, day.held, day.expected, day.late_at),
            *((said.decided_by, said.decided_at, said.reason) if (said := day.declaration) else (None, None, None)),
        )
        for day in days
    ]
    return Report("expected_files", _COLUMNS, frame_of(_COLUMNS, rows), ())

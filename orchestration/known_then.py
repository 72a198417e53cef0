"""The marts as they were known earlier: made anew from the ledger through an earlier number, while one asks."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from psycopg import sql

from orchestration.beside import schemas_beside
from orchestration.days import contiguous
from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import window
from warehouse.database import connect, login_of
from warehouse.ledger import used_days
from warehouse.reports import Known, Period
from warehouse.settings import Settings

ONE_DAY = timedelta(days=1)


@contextmanager
def marts_as_known(
    known: Known,
    periods: Sequence[Period],
    marts: Sequence[str],
    settings: Settings,
    on_progress: Progress | None = None,
) -> Iterator[None]:
    """Within the block the named marts stand, for the days of the periods, in the schema that `known` names.

    By today's models: what has changed since in the ledger, its verdicts, references and locations is left out, what
    has changed in the dbt project is not. Raises `BuildError` in dbt's own words.
    """
    with schemas_beside(known.prefix, settings):
        variables = json.dumps({"schema_prefix": known.prefix})
        wanted = [f"+{mart}" for mart in marts]
        for days in contiguous(_days(periods, settings)):
            arguments = ["run", "--select", *wanted, *window(days), "--vars", variables]
            run_dbt(arguments, settings, on_progress, through=known.through)
        _let_read(known, settings)
        yield


def _days(periods: Iterable[Period], settings: Settings) -> set[date]:
    """The UTC days that hold the periods' days of any time zone, without those before or after all usage; at least one.

    One without usage makes the marts too, empty.
    """
    spans = [(period.from_date - ONE_DAY, period.until_date + ONE_DAY) for period in periods]
    used = used_days(settings)
    within = [(max(first, used[0]), min(last, used[1])) for first, last in spans] if used else []
    days = {first + number * ONE_DAY for first, last in within for number in range((last - first).days + 1)}
    return days or {spans[0][0]}


def _let_read(known: Known, settings: Settings) -> None:
    with connect("owner", settings) as connection:
        for right in ("usage on schema", "select on all tables in schema"):
            connection.execute(
                sql.SQL("grant {} {} to {}").format(
                    sql.SQL(right), sql.Identifier(known.schema), sql.Identifier(login_of("reader"))
                )
            )

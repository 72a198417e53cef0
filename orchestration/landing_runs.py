"""`python -m orchestration.landing_runs FD [fixed]`: all that waits, as Dagster runs; says what it does on pipe FD.

`fixed`: the calendar of days begins where METERHOUSE_FIRST_DAY says, whatever the files hold.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.asking import ASKED_FOR
from orchestration.definitions import CALENDAR_BEGINS, build_definitions, defs
from orchestration.instance import first_day
from orchestration.outcomes import BUILD, LOAD, RunOutcome
from orchestration.runs import Tell, execute
from orchestration.waiting import reference_request, waiting_days, waiting_landing_days
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


def run_landing(instance: dg.DagsterInstance, settings: Settings, fixed: bool, tell: Tell) -> Iterator[RunOutcome]:
    """Loads every landed file that waits, then builds every day that was touched, in runs of consecutive days.

    What the files hold may be older than the days they landed on: the calendar then begins earlier, unless it is
    `fixed`.
    """
    definitions = defs()
    request = reference_request(settings, datetime.now(UTC))
    for days in waiting_landing_days(settings):
        yield execute(definitions, instance, LOAD, days, tell, {ASKED_FOR: request} if request else None)
    begins, today = settings.first_day or CALENDAR_BEGINS, datetime.now(UTC).date()
    if not fixed:
        begins = min(begins, first_day(settings.model_copy(update={"first_day": None})))
        definitions = build_definitions(settings, begins)
    for days in waiting_days(settings, begins, today)[0]:
        yield execute(definitions, instance, BUILD, days, tell)


def main(descriptor: int, fixed: bool) -> None:
    """Writes one JSON object a line: `{"tell": …}` on the way, `{"outcome": …}` for each run."""
    with os.fdopen(descriptor, "w", buffering=1) as pipe, dg.DagsterInstance.get() as instance:
        # Keeps connections open, as the page does: a run over a month writes a thousand events.
        instance.optimize_for_webserver(statement_timeout=60_000, pool_recycle=3600, max_overflow=5)

        def say(**what: Any) -> None:
            pipe.write(json.dumps(what, default=str) + "\n")

        for outcome in run_landing(instance, current_settings(), fixed, lambda text: say(tell=text)):
            say(outcome=asdict(outcome))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] == ["fixed"])

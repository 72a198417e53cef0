"""`python -m orchestration.landing_runs FD`: all that waits, as Dagster runs; says what it does on pipe FD.

`--fixed`: the calendar of days begins where METERHOUSE_FIRST_DAY says, whatever the files hold. `--withdrawn LIST`:
what the list names is withdrawn before days are built.
"""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.asking import ASKED_FOR
from orchestration.definitions import CALENDAR_BEGINS, build_definitions, defs
from orchestration.instance import first_day
from orchestration.outcomes import BUILD, LOAD, RunOutcome
from orchestration.runs import Tell, execute
from orchestration.waiting import reference_request, waiting_days, waiting_landing_days
from orchestration.withdrawing import withdraw_listed
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


def run_landing(
    instance: dg.DagsterInstance, settings: Settings, fixed: bool, withdrawn: Path | None, tell: Tell
) -> Iterator[RunOutcome]:
    """Loads every landed file that waits, then builds every day that was touched, in runs of consecutive days.

    What the files hold may be older than the days they landed on: the calendar then begins earlier, unless it is
    `fixed`. What the list `withdrawn` names is withdrawn in between.
    """
    definitions = defs()
    request = reference_request(settings, datetime.now(UTC))
    for days in waiting_landing_days(settings):
        yield execute(definitions, instance, LOAD, days, tell, {ASKED_FOR: request} if request else None)
    if withdrawn:
        withdraw_listed(withdrawn, settings, tell)
    begins, today = settings.first_day or CALENDAR_BEGINS, datetime.now(UTC).date()
    if not fixed:
        begins = min(begins, first_day(settings.model_copy(update={"first_day": None})))
        definitions = build_definitions(settings, begins)
    for days in waiting_days(settings, begins, today)[0]:
        yield execute(definitions, instance, BUILD, days, tell)


def main(descriptor: int, fixed: bool, withdrawn: Path | None) -> None:
    """Writes one JSON object a line: `{"tell": …}` on the way, `{"outcome": …}` for each run."""
    with os.fdopen(descriptor, "w", buffering=1) as pipe, dg.DagsterInstance.get() as instance:
        # Keeps connections open, as the page does: a run over a month writes a thousand events.
        instance.optimize_for_webserver(statement_timeout=60_000, pool_recycle=3600, max_overflow=5)

        def say(**what: Any) -> None:
            pipe.write(json.dumps(what, default=str) + "\n")

        for outcome in run_landing(instance, current_settings(), fixed, withdrawn, lambda text: say(tell=text)):
            say(outcome=asdict(outcome))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptor", type=int)
    parser.add_argument("--fixed", action="store_true")
    parser.add_argument("--withdrawn", type=Path)
    main(**vars(parser.parse_args()))

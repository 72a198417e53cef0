"""Closing a month: what must be whole is looked at, the data tests are run, and the book is written."""

from collections.abc import Sequence
from datetime import UTC, datetime

from orchestration.days import DayRange
from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import window
from warehouse.book import BillingMonth, Closing, Obstacle, close_month, find_obstacles, read_closing, require_turn
from warehouse.database import transaction
from warehouse.errors import BuildError, ClosingRefused
from warehouse.ledger import ledger_horizon
from warehouse.settings import Settings

SHOWN = 8


def close(
    month: BillingMonth,
    settings: Settings,
    *,
    by: str | None = None,
    begins_with: BillingMonth | None = None,
    why: str | None = None,
    force: bool = False,
    now: datetime | None = None,
    on_progress: Progress | None = None,
) -> Closing:
    """Closes a month; of a closed one answers its closing. Safe to kill: it is closed whole or not at all.

    Raises `ClosingRefused` while the month is not over, or anything speaks against it; `force` with a `why` closes it
    nevertheless, and the book keeps what spoke against it.
    """
    if closed := read_closing(month, settings):
        return closed
    now = now or datetime.now(UTC)
    if now < month.over_at:
        raise ClosingRefused(f"{month} is over everywhere at {month.over_at:%Y-%m-%d %H:%M} UTC, not before.")
    if force and not why:
        raise ClosingRefused("Who closes a month by force says why: --why.")
    ensure_lines(month, settings, on_progress)
    require_turn(month, begins_with, settings)
    through = ledger_horizon(settings)
    against = [*find_obstacles(month, settings, now), *failed_checks(month, through, settings, on_progress)]
    if against and not force:
        raise ClosingRefused(refusal(month, against))
    return close_month(month, through, settings, by=by, begins_with=begins_with, why=why, against=against)


def refusal(month: BillingMonth, against: Sequence[Obstacle]) -> str:
    """Everything that speaks against it, one to a line."""
    lines = [f"- {one.sentence}" for one in against[:SHOWN]]
    more = [f"- and {len(against) - SHOWN} more"] if len(against) > SHOWN else []
    return "\n".join(
        [
            f"{month} is not whole:",
            *lines,
            *more,
            "--force --why TEXT closes it nevertheless; what comes later is adjusted then.",
        ]
    )


def ensure_lines(month: BillingMonth, settings: Settings, on_progress: Progress | None = None) -> None:
    """Makes all marts, with one day, where no build has needed those of billing yet: data tests read every one."""
    with transaction("loader", settings) as connection:
        missing = connection.execute("select to_regclass('marts.fct_billing_lines') is null").fetchone() == (True,)
    if missing:
        run_dbt(["run", *window(DayRange(month.first, month.first))], settings, on_progress)


def failed_checks(
    month: BillingMonth, through: int, settings: Settings, on_progress: Progress | None = None
) -> list[Obstacle]:
    """The data tests that do not hold over the month's days, in dbt's own words."""
    try:
        arguments = ["build", "--resource-type", "test", *window(DayRange(*month.utc_days))]
        run_dbt(arguments, settings, on_progress, through=through)
    except BuildError as error:
        return [Obstacle("failed_check", str(month), str(error))]
    return []

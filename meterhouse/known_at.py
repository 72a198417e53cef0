"""`--known-at`: a moment or a load, and the marts as they were known then."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from rich.console import Console

from orchestration.dbt_manifest import ensure_manifest
from orchestration.known_then import marts_as_known
from warehouse.errors import ReportError
from warehouse.ledger import known_by, known_with
from warehouse.reports import Known, Period
from warehouse.settings import Settings


def read_known(text: str | None, settings: Settings) -> Known | None:
    """What is meant by --known-at: the number of a load, or a moment, in UTC if it names no zone."""
    if text is None:
        return None
    if text.strip().isdecimal():
        load_id = int(text)
        return Known(known_with(load_id, settings), f"with load {load_id}")
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ReportError(
            f"--known-at {text!r} is neither a moment, like 2026-01-31T13:00, nor the number of a load."
        ) from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return Known(known_by(moment, settings), f"at {moment:%Y-%m-%d %H:%M:%S} UTC")


@contextmanager
def marts_of(
    known: Known | None, periods: Sequence[Period], marts: Sequence[str], settings: Settings
) -> Iterator[None]:
    """Within the block a report of the named marts can be asked for as of `known`; at once if that is now."""
    if known is None:
        yield
        return
    ensure_manifest(settings)
    with ExitStack() as standing:
        with Console(stderr=True).status(f"Making the marts {known}") as status:
            making = marts_as_known(
                known, periods, marts, settings, lambda text: status.update(f"Making the marts {known}: {text}")
            )
            standing.enter_context(making)
        yield

"""`meterhouse locate`: every address looked up in the database that the settings name now."""

from rich.console import Console

from warehouse.ledger import Located, locate
from warehouse.schema import ensure_schema
from warehouse.settings import settings


def locate_command() -> None:
    """Look every IP address up in METERHOUSE_GEOIP_DATABASE that was not looked up in this edition of it.

    For a first database, and after each update of its file. The days whose usage is somewhere else by it wait to be
    built again; loads look their new addresses up by themselves.
    """
    current = settings()
    ensure_schema(current)
    with Console(stderr=True).status("Looking addresses up") as status:
        located = locate(current, lambda count: status.update(f"Looking addresses up: {count:,}"))
    Console().print(_summary(located), highlight=False, soft_wrap=True)


def _summary(located: Located) -> str:
    if located.load_id is None:
        return f"Every address had been looked up in {located.edition}."
    days = len(located.days)
    waiting = f"{days:,} days wait to be built again: `meterhouse build`" if days else "no day changes"
    return (
        f"{located.looked_up:,} addresses looked up in {located.edition} (load {located.load_id}): "
        f"{located.known:,} known, {located.changed:,} changed; {waiting}."
    )

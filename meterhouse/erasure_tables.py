"""What `meterhouse erase-user` and `erasures` show."""

from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from meterhouse.tables import plain_table
from orchestration.erasing import Erased
from warehouse.erasure import Erasure, Holdings, NamingTexts, Origin, Remainder

# What is done to rows of a table of the ledger.
DONE = {
    "user_keys": "deleted",
    "ip_keys": "deleted",
    "agent_keys": "deleted",
    "usage_events": "attributes and credential deleted",
    "reference_records": "id deleted, values made coarse",
    "quarantine_texts": "deleted",
    "quarantine": "detail deleted",
    "load_verdicts": "reason blotted out",
    "empty_day_declarations": "reason blotted out",
}


def holdings_table(found: Holdings, naming: NamingTexts) -> Table:
    """What there is of a person, and what becomes of it."""
    table = plain_table("To be erased", ("what", "then"), ("count",))
    days = f" ({found.first_date} … {found.last_date})" if found.events else ""
    table.add_row(f"usage events{days}", "count on, under a key; no attributes, no credential", f"{found.events:,}")
    table.add_row("id of the user", "deleted", f"{int(found.is_mapped):,}")
    table.add_row("reference records", "id deleted, values as coarse as their bands", f"{found.references:,}")
    table.add_row("IP addresses of nobody else", "deleted", f"{len(found.ips.own):,}")
    table.add_row("IP addresses that others use too", "kept", f"{found.ips.shared:,}")
    table.add_row("user agents of nobody else", "deleted", f"{len(found.agents.own):,}")
    table.add_row("user agents that others use too", "kept", f"{found.agents.shared:,}")
    table.add_row("quarantined lines that name them", "text deleted, accounting kept", f"{len(naming.lines):,}")
    table.add_row("reasons of verdicts that name them", "blotted out", f"{len(naming.reasons):,}")
    table.add_row("reasons of empty days that name them", "blotted out", f"{len(naming.empty_days):,}")
    return table


def erased_table(erased: Erased) -> Table:
    """What was changed, by table, and where traces were blotted out."""
    table = plain_table("Erased", ("where", "what"), ("rows",))
    for name, rows in erased.counts.items():
        table.add_row(f"raw.{name}", DONE[name], f"{rows:,}")
    for name, rows in erased.records.items():
        table.add_row(name, "blotted out", f"{rows:,}")
    for path, places in erased.logs.items():
        table.add_row(escape(str(path)), "blotted out", f"{places:,}")
    table.add_row("dimensions", "made anew", "")
    table.add_row(f"{len(erased.vacuumed)} tables", "dead rows removed", "")
    return table


def remains_table(remains: Iterable[Remainder]) -> Table:
    """What has the same words in it still, perhaps by chance."""
    table = plain_table("The same words stand in, perhaps by chance: look at them", ("where",), ("places",))
    for one in remains:
        table.add_row(escape(one.name), f"{one.places:,}")
    return table


def origins_table(origins: Iterable[Origin]) -> Table:
    """The files and tables that the person's records came from."""
    table = plain_table("Files and tables that held records of this user", ("file or table", "now", "loads"))
    for origin in origins:
        table.add_row(escape(origin.name), origin.state, ", ".join(map(str, origin.loads)))
    return table


def erasures_table(erasures: Iterable[Erasure]) -> Table:
    """One row for each erasure."""
    counts = ("user_keys", "ip_keys", "agent_keys", "reference_records", "quarantine")
    table = plain_table("Erasures", ("begun", "by", "state", "key"), ("no", *counts))
    for one in erasures:
        numbers = (f"{one.counts.get(name, 0):,}" for name in counts)
        row = (f"{one.begun_at:%Y-%m-%d %H:%M}", escape(one.begun_by), one.state, one.user_key.hex)
        table.add_row(*row, str(one.erasure_id), *numbers)
    return table

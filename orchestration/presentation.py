"""What an operator reads in the Dagster UI about loads, checks and days."""

from collections.abc import Sequence

import dagster as dg

from orchestration.accounting import DayLoad
from orchestration.days import contiguous
from orchestration.expectations import Finding, LoadCheck
from orchestration.loading import Landed, Refused
from orchestration.markdown import table
from warehouse.ledger import ExpectedDay, LoadResult

Metadata = dict[str, dg.MetadataValue]
DAYS_SHOWN = 100
COUNTS = ("lines", "stored", "repeated", "quarantined", "ignored")


def landed_metadata(landed: Sequence[Landed]) -> Metadata:
    """Every file of the landing days with its accounting, the totals, and what to do next if something is not well."""
    steps = [
        *(_hold_of(check) for day in landed for check in day.checks if check.status == "held"),
        *(refusal_of(file) for day in landed for file in day.refused),
    ]
    return {
        "files": dg.MetadataValue.md(_files(landed)),
        **{name: dg.MetadataValue.int(sum(day.total(name) for day in landed)) for name in COUNTS},
        **({"next steps": dg.MetadataValue.text("\n".join(steps))} if steps else {}),
    }


def check_metadata(checks: Sequence[LoadCheck], waiting: Sequence[LoadResult]) -> Metadata:
    """Everything observed of new loads that are held, unmet limits first; of the accepted ones what had a limit.

    Then all loads that are held, with the command that lets each count.
    """
    held = [check for check in checks if check.status == "held"]
    accepted = [check for check in checks if check.status == "accepted"]
    return {
        "loads checked": dg.MetadataValue.int(len(checks)),
        "loads held": dg.MetadataValue.int(len(held)),
        **({"held": dg.MetadataValue.md(_findings(held))} if held else {}),
        **({"accepted": dg.MetadataValue.md(_observations(accepted))} if accepted else {}),
        **({"waiting": dg.MetadataValue.md(_waiting(waiting))} if waiting else {}),
    }


def day_metadata(loads: Sequence[DayLoad]) -> Metadata:
    """Which loads and files made an event day, and how many records of it may count."""
    columns = ("load", "source", "file", "landed", "state", "why", "correction", "stored", "repeated")
    rows = [
        (
            *(str(load.load_id), load.source, name_of(load.file_name), load.landing_date),
            *(load.state, load.state_reason, load.correction, load.stored, load.repeated),
        )
        for load in loads
    ]
    accepted = [load for load in loads if load.state == "accepted"]
    return {
        "loads": dg.MetadataValue.md(table(columns, rows) if rows else "No load touches this day."),
        "accepted loads": dg.MetadataValue.int(len(accepted)),
        "held loads": dg.MetadataValue.int(sum(load.state == "held" for load in loads)),
        "stored": dg.MetadataValue.int(sum(load.stored for load in accepted)),
        "repeated": dg.MetadataValue.int(sum(load.repeated for load in accepted)),
    }


def missing_metadata(missing: Sequence[ExpectedDay]) -> Metadata:
    """The latest landing days that lack files, and how to say that none will come."""
    rows = [(day.landing_date, day.source, day.found, day.held, day.expected, _declare(day)) for day in missing]
    columns = ("landing day", "source", "files", "held", "expected", "if none will come")
    shown = {"missing": dg.MetadataValue.md(table(columns, rows[: -DAYS_SHOWN - 1 : -1]))} if rows else {}
    return {"days missing": dg.MetadataValue.int(len(missing)), **shown}


def _declare(day: ExpectedDay) -> str:
    return f"`meterhouse declare-empty {day.source} {day.landing_date} --why '…'`"


def _files(landed: Sequence[Landed]) -> str:
    columns = ("file", "source", "load no", "state", *COUNTS, "event days")
    blank = (None,) * (len(COUNTS) + 1)
    rows: list[Sequence[object]] = []
    for day in landed:
        verdicts = {check.load_id: check.status for check in day.checks}
        rows += [_load_row(load, verdicts.get(load.load_id, load.status)) for load in day.loads]
        rows += [(copy.path.name, copy.source, copy.load_no, "was there", *blank) for copy in day.copies]
        rows += [(file.path.name, file.source, None, "**refused**", *blank) for file in day.refused]
    return table(columns, rows) if rows else "No new files."


def _load_row(load: LoadResult, state: str) -> Sequence[object]:
    return (
        name_of(load.file_name),
        load.source,
        load.load_no,
        state if state == "accepted" else f"**{state}**",
        *(getattr(load, name) for name in COUNTS),
        ", ".join(map(str, contiguous(load.touched_days))),
    )


def name_of(file_name: str | None) -> str:
    """The file's own name: its folder is the landing day that stands beside it."""
    return (file_name or "").rsplit("/", 1)[-1]


def refusal_of(file: Refused) -> str:
    """What was wrong with a refused file, and the command that tries it again."""
    return f"{file.path.name} was refused: {file.sentence} To try again: `{file.retry}`."


def _hold_of(check: LoadCheck) -> str:
    return f"Load {check.load_id} is held: {check.reason}. To let it count: `{_accept(check.load_id)}`."


def _waiting(loads: Sequence[LoadResult]) -> str:
    rows = [(load.load_id, load.source, name_of(load.file_name), f"`{_accept(load.load_id)}`") for load in loads]
    return table(("load", "source", "file", "to let it count"), rows)


def _accept(load_id: int) -> str:
    return f"meterhouse accept {load_id} --why '…'"


def _findings(checks: Sequence[LoadCheck]) -> str:
    rows = [
        (check.load_id, check.source, found.expectation, found.allowed, found.observed, _mark(found))
        for check in checks
        for found in sorted(check.findings, key=lambda found: (found.is_met, not found.is_limited))
    ]
    return table(("load", "source", "what", "allowed", "observed", "verdict"), rows)


def _mark(found: Finding) -> str:
    if not found.is_met:
        return "**not met**"
    return "met" if found.is_limited else ""


def _observations(checks: Sequence[LoadCheck]) -> str:
    """One row per load; sources may limit different columns, so the widest set is shown."""
    limited = {found.expectation: found.allowed for check in checks for found in check.findings if found.is_limited}
    columns = ("load", "source", *(f"{name} ({allowed})" for name, allowed in limited.items()))
    observed = [{found.expectation: found.observed for found in check.findings} for check in checks]
    return table(
        columns,
        [
            (check.load_id, check.source, *(values[name] for name in limited))
            for check, values in zip(checks, observed, strict=True)
        ],
    )


def reference_metadata(loads: Sequence[LoadResult], refused: Sequence[Refused]) -> Metadata:
    """Each reference file with its records, those that were there already too, and how to try a refused one again."""
    rows: list[tuple[object, ...]] = [
        (name_of(load.file_name), load.load_no, "was there" if load.already_loaded else "new", load.stored)
        for load in loads
    ]
    rows += [(file.path.name, None, f"refused: {file.sentence} `{file.retry}`", None) for file in refused]
    files = table(("file", "load no", "state", "records"), rows) if rows else "No reference files."
    return {
        "files": dg.MetadataValue.md(files),
        "new records": dg.MetadataValue.int(sum(load.stored for load in loads if not load.already_loaded)),
    }

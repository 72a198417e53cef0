"""Puts the truth about a world together."""

import numpy as np
import polars as pl

from meterhouse.simulate.accounting import StreamLedger, account_files, total_accounting, total_lines
from meterhouse.simulate.attribution import attribute
from meterhouse.simulate.bands import read_bands
from meterhouse.simulate.billing import tell_bills
from meterhouse.simulate.counting import count_ledger_days, count_usage
from meterhouse.simulate.mistakes import Mistake
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.planning import PlannedStream
from meterhouse.simulate.reference import ReferenceFile, touched_by
from meterhouse.simulate.truth import ReferenceTruth, Rows, Truth
from meterhouse.simulate.versions import count_versions, instant_text
from meterhouse.simulate.world import World


def tell_truth(
    streams: list[PlannedStream],
    mistakes: list[Mistake],
    references: list[ReferenceFile],
    traffic: pl.DataFrame,
    world: World,
) -> Truth:
    """The truth about a world whose files are planned so."""
    loaded, standing = np.zeros((2, traffic.height), dtype=np.int64)
    originals = [file for planned in streams for file in planned.files]
    files, corrections = account_files(originals, mistakes, _ledgers(streams, loaded, standing))
    bands = read_bands()
    names = {name: each.names for name, each in bands.items()}
    events = attribute(traffic, world, bands)
    bill_lines, invoices = tell_bills(events, world)
    return Truth(
        seed=world.seed,
        days=world.calendar.days,
        events=traffic.height,
        first_day=world.calendar.first_day,
        last_day=world.calendar.last_day,
        accounting=total_accounting([*files, *corrections], standing),
        withdrawn=total_lines(files, "withdrawn"),
        ledger_days=count_ledger_days(events, standing),
        listings=_listings(world),
        versions=count_versions(traffic, world),
        files=files,
        corrections=corrections,
        withdrawals=[mistake.withdrawn for mistake in mistakes],
        references=[_reference(file, events) for file in references],
        bill_lines=bill_lines,
        invoices=invoices,
        listed=count_usage(events.filter(pl.col("is_listed")), world, names),
        **dict(count_usage(events, world, names)),
    )


def _ledgers(streams: list[PlannedStream], loaded: IntArray, standing: IntArray) -> dict[str, StreamLedger]:
    """A ledger for each stream by name, which counts in its part of the arrays."""
    ledgers = {}
    for planned in streams:
        part = slice(planned.first_row, planned.first_row + planned.rows.height)
        ledgers[planned.stream.name] = StreamLedger(
            planned.blemishes, planned.header_lines, loaded[part], standing[part]
        )
    return ledgers


def _listings(world: World) -> Rows:
    return [
        {
            "provider_id": listing.provider,
            "api_id": listing.api,
            "listed_from": instant_text(listing.listed_from),
            "listed_until": instant_text(listing.listed_until),
        }
        for listing in world.registry.listings
    ]


def _reference(file: ReferenceFile, events: pl.DataFrame) -> ReferenceTruth:
    touched = touched_by(file, events) if file.is_late else []
    return ReferenceTruth(
        path=file.path, kind=file.kind, records=len(file.rows), is_late=file.is_late, touched_days=touched
    )

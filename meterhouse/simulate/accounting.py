"""Counts what every file of the world holds, from the plan of files and never from the files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from meterhouse.simulate.blemishes import Blemish
from meterhouse.simulate.landing import LogFile
from meterhouse.simulate.mistakes import CORRECTIONS, Mistake
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.truth import Accounting, FileTruth, LineSums
from meterhouse.simulate.writing import within


@dataclass
class StreamLedger:
    """One stream's rows, how often each was loaded so far, and how often it stands in the end."""

    blemishes: list[Blemish]
    header_lines: int
    loaded: IntArray
    standing: IntArray

    def append(self, file: LogFile) -> FileTruth:
        """The file's accounting, given the files appended before."""
        rows = slice(file.start, file.stop - (file.cut == "line"))
        self.standing[rows] += 1
        return self._load(file, rows, within(self.blemishes, file))

    def append_mistake(self, mistake: Mistake) -> FileTruth:
        """The same of a file that is withdrawn later, so that none of its rows stands."""
        rows = slice(mistake.original.start, mistake.original.stop)
        found = self._load(mistake.file, rows, mistake.landed.blemishes, mistake.new)
        return found.model_copy(update={"status": "withdrawn"})

    def correct(self, mistake: Mistake) -> FileTruth:
        """The same of the file that takes a withdrawn one's place, and that repeats nothing of it."""
        self.loaded[mistake.original.start : mistake.original.stop] -= 1
        found = self.append(mistake.original)
        return found.model_copy(update={"path": f"{CORRECTIONS}/{found.path}"})

    def _load(self, file: LogFile, rows: slice, blemishes: list[Blemish], new: int = 0) -> FileTruth:
        reasons = Counter(blemish.reason for blemish in blemishes if blemish.reason)
        ignored = self.header_lines + sum(blemish.reason is None for blemish in blemishes)
        if file.cut == "line":
            reasons["unterminated"] += 1
        repeated = int(np.count_nonzero(self.loaded[rows]))
        self.loaded[rows] += 1
        return _truth_of(file, rows.stop - rows.start + new, repeated, reasons, ignored)


def account_files(
    files: Iterable[LogFile], mistakes: list[Mistake], ledgers: dict[str, StreamLedger]
) -> tuple[list[FileTruth], list[FileTruth]]:
    """All files, appended in the order of landing date and name, then corrections; `ledgers` are keyed by stream name.

    `files` has the originals of mistakes, which stand in the landing zone under the same path.
    """
    mistaken = {mistake.file.path: mistake for mistake in mistakes}
    landing = {file.path: file for file in files} | {path: mistake.file for path, mistake in mistaken.items()}
    seen: set[tuple[object, ...]] = set()
    accounted = []
    for file in sorted(landing.values(), key=lambda file: (file.landing_date, file.path.rsplit("/", 1)[-1])):
        ledger = ledgers[file.stream.name]
        if file.path in mistaken:
            accounted.append(ledger.append_mistake(mistaken[file.path]))
        elif file.written in seen:
            accounted.append(_unloaded(file))
        else:
            accounted.append(ledger.append(file))
            seen.add(file.written)
    replaced = [mistake for mistake in mistakes if mistake.is_replaced]
    return accounted, [ledgers[mistake.file.stream.name].correct(mistake) for mistake in replaced]


def total_accounting(files: Iterable[FileTruth], standing: IntArray) -> Accounting:
    """The sums over the loads that stand; `standing` says how often each event does."""
    counted = int(np.count_nonzero(standing))
    sums = total_lines(files, "loaded").model_dump()
    return Accounting(**sums, counted=counted, repeated=sums["stored"] - counted)


def total_lines(files: Iterable[FileTruth], status: str) -> LineSums:
    """The sums over the files of a status."""
    chosen = [file for file in files if file.status == status]
    reasons: Counter[str] = Counter()
    for file in chosen:
        reasons.update(file.quarantine_reasons)
    return LineSums(
        files=len(chosen),
        lines=sum(file.lines for file in chosen),
        stored=sum(file.stored for file in chosen),
        quarantined=sum(file.quarantined for file in chosen),
        ignored=sum(file.ignored for file in chosen),
        quarantine_reasons=dict(sorted(reasons.items())),
    )


def _truth_of(file: LogFile, stored: int, repeated: int, reasons: Counter[str], ignored: int) -> FileTruth:
    return _unloaded(file).model_copy(
        update={
            "status": "loaded",
            "lines": stored + reasons.total() + ignored,
            "stored": stored,
            "repeated": repeated,
            "quarantined": reasons.total(),
            "ignored": ignored,
            "quarantine_reasons": dict(sorted(reasons.items())),
        }
    )


def _unloaded(file: LogFile) -> FileTruth:
    return FileTruth(
        path=file.path,
        source=file.stream.source,
        landing_date=file.landing_date,
        status="already_loaded",
        imperfections=file.imperfections,
    )

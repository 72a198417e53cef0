"""Counts what every file of the world holds, from the plan of files and never from the files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from meterhouse.simulate.blemishes import Blemish
from meterhouse.simulate.landing import LogFile
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.truth import Accounting, FileTruth
from meterhouse.simulate.writing import within


@dataclass
class StreamLedger:
    """One stream's rows, and how often each was stored so far."""

    blemishes: list[Blemish]
    header_lines: int
    stored: IntArray

    def append(self, file: LogFile) -> FileTruth:
        """The file's accounting, given the files appended before."""
        rows = slice(file.start, file.stop - (file.cut == "line"))
        reasons = Counter(blemish.reason for blemish in within(self.blemishes, file) if blemish.reason)
        ignored = self.header_lines + sum(blemish.reason is None for blemish in within(self.blemishes, file))
        if file.cut == "line":
            reasons["unterminated"] += 1
        repeated = int(np.count_nonzero(self.stored[rows]))
        self.stored[rows] += 1
        stored = rows.stop - rows.start
        return _truth_of(file, stored, repeated, reasons, ignored)


def account_files(files: Iterable[LogFile], ledgers: dict[str, StreamLedger]) -> list[FileTruth]:
    """Accounting of all files, appended in the order of landing date and name; `ledgers` are keyed by stream name."""
    seen: set[tuple[object, ...]] = set()
    accounted = []
    for file in sorted(files, key=lambda file: (file.landing_date, file.path.rsplit("/", 1)[-1])):
        if file.written in seen:
            accounted.append(_unloaded(file))
        else:
            accounted.append(ledgers[file.stream.name].append(file))
        seen.add(file.written)
    return accounted


def total_accounting(files: list[FileTruth]) -> Accounting:
    """The sums over all loaded files."""
    reasons: Counter[str] = Counter()
    for file in files:
        reasons.update(file.quarantine_reasons)
    stored, repeated = sum(file.stored for file in files), sum(file.repeated for file in files)
    return Accounting(
        files=sum(file.status == "loaded" for file in files),
        lines=sum(file.lines for file in files),
        stored=stored,
        repeated=repeated,
        counted=stored - repeated,
        quarantined=sum(file.quarantined for file in files),
        ignored=sum(file.ignored for file in files),
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

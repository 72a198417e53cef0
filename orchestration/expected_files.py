"""Missing files, as the asset check shows them."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.ledger import ExpectedDay, all_expected_days
from warehouse.settings import Settings


@dataclass(frozen=True)
class ExpectedDays:
    """All landing days on which files are expected, and those of which files are late and not declared away."""

    days: int
    missing: tuple[ExpectedDay, ...]

    @property
    def sentence(self) -> str:
        """How many are missing, and since when, for a person."""
        if not self.days:
            return "No source says which files it expects."
        if not self.missing:
            return f"No file of {self.days:,} landing days is missing."
        first, last = self.missing[0], self.missing[-1]
        span = f"{first.source} of {first.landing_date}"
        span += f" to {last.source} of {last.landing_date}" if len(self.missing) > 1 else ""
        return f"Files of {len(self.missing):,} landing days are missing: {span}."


def expected_files(settings: Settings, now: datetime) -> ExpectedDays:
    """As the ledger stands now; may raise `SourceError`."""
    days = all_expected_days(settings, now)
    return ExpectedDays(len(days), tuple(day for day in days if day.state == "missing"))

"""What a load reports about itself."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, computed_field

from warehouse.correction_words import correction

State = Literal["held", "accepted", "voided"]


class LoadResult(BaseModel):
    """One load's exact accounting: `lines = stored + quarantined + ignored`; `repeated` are among the stored.

    `awaits_verdict`: held, and nobody has judged it yet; a load held by its checks has been judged. `already_loaded`:
    nothing was stored, since this load holds the same bytes; `by_other_definition`: but read by another definition of
    the source than the one given now. `purged`: of lines just released, those whose text an erasure had taken away.
    """

    load_id: int
    load_no: int
    kind: Literal["usage", "reference", "location", "resource", "rights"] = "usage"
    replaces_load_id: int | None = None
    replaced_by_load_id: int | None = None
    releases_load_id: int | None = None
    file_name: str | None
    source: str
    source_version: str
    status: State
    already_loaded: bool = False
    by_other_definition: bool = False
    awaits_verdict: bool = False
    purged: int = 0
    lines: int
    stored: int
    repeated: int
    quarantined: int
    ignored: int
    quarantine_reasons: dict[str, int] = {}
    touched_days: list[date] = []
    seconds: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rows_per_second(self) -> int:
        """Stored records per second of wall time, parse to commit."""
        return round(self.stored / self.seconds) if self.seconds else 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def correction(self) -> str:
        """In plain words, what it replaces or releases and what replaces it."""
        return correction(self.status, self.replaces_load_id, self.replaced_by_load_id, self.releases_load_id)

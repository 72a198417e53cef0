"""Quarantined lines taken up after all: read from their file again, once the source's definition was mended."""

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import psycopg
from pydantic import ValidationError

from warehouse.database import transaction
from warehouse.errors import LedgerError, LoadRefused, SourceError
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.reading import WAITS, read_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.taking import Taking
from warehouse.parsing import ParsedChunk
from warehouse.settings import Settings
from warehouse.sources import Source, adhoc_again, read_sources

LineNumbers = npt.NDArray[np.int64]


def release_lines(
    load_id: int,
    source: Source,
    *,
    settings: Settings,
    why: str,
    reason: str | None = None,
    path: Path | None = None,
) -> LoadResult:
    """Reads a load's waiting lines again, by the source as it is now, and accepts those that are records.

    They make a load of their own; lines that still cannot be read stay where they are. `path`: where the file lies now,
    by default where it was loaded from. Raises `LedgerError` if nothing waits, nothing can be read, or the file is not
    the one that was loaded.
    """
    with transaction("loader", settings) as connection:
        load = read_load(connection, load_id)
        _check(load, source)
        lines = waiting_lines(connection, load_id, reason)
        purged = purged_lines(connection, load_id)
        row = connection.execute(
            "select content_sha256, content_bytes from raw.loads where load_id = %s", [load_id]
        ).fetchone()
    if not len(lines):
        of_reason = f" as {reason}" if reason else ""
        raise LedgerError(f"Nothing of load {load_id} waits in quarantine{of_reason}.")
    digest, size = row if row else (b"", 0)
    try:
        file = _as_loaded(path or Path(load.file_name or ""), load_id, bytes(digest), size)
        releasing = _Releasing(file, source, settings, load_id, lines, why)
        released = releasing.run(accept=True)
    except LoadRefused:
        raise
    except LedgerError as error:
        if waiting := purged.intersection(lines.tolist()):
            raise LedgerError(f"{error} {said_of_purged(len(waiting))}") from None
        raise
    return released.model_copy(update={"purged": len(purged.intersection(releasing.released))})


def source_now(load: LoadResult, settings: Settings) -> Source:
    """By what a load's lines are read now: its source in the sources folder, else what the ledger keeps of it.

    Raises `LedgerError` if neither is there.
    """
    known = {source.name: source for source in read_sources(settings.sources_path)}
    if load.source in known:
        return known[load.source]
    with transaction("loader", settings) as connection:
        row = connection.execute(
            "select definition from raw.source_versions where source = %s and source_version = %s",
            [load.source, load.source_version],
        ).fetchone()
    try:
        return adhoc_again(Source.model_validate(row[0] if row else None))
    except (ValidationError, SourceError):
        raise LedgerError(
            f"Load {load.load_id} was read as {load.source}, which is no source of {settings.sources_path}, nor does "
            f"the ledger keep what this version could read it by. {_anew(load.load_id)}"
        ) from None


def waiting_lines(connection: psycopg.Connection, load_id: int, reason: str | None) -> LineNumbers:
    """Numbers of the load's lines that wait in quarantine, ascending."""
    rows = connection.execute(
        f"select line.line_no from raw.quarantine as line where line.load_id = %s "  # noqa: S608 - made of constants
        f"and (%s::text is null or line.reason = %s) and {WAITS} order by line.line_no".encode(),
        [load_id, reason, reason],
    )
    return np.fromiter((line_no for (line_no,) in rows), np.int64)


def purged_lines(connection: psycopg.Connection, load_id: int) -> set[int]:
    """Numbers of the load's lines that have no text any more, because they named somebody who was erased."""
    rows = connection.execute(
        "select line_no from raw.quarantine where load_id = %s and starts_with(detail, 'purged')", [load_id]
    )
    return {line_no for (line_no,) in rows}


def said_of_purged(lines: int) -> str:
    """What became of lines that an erasure purged, for whoever wants them released."""
    were, they = ("was", "it names") if lines == 1 else ("were", "they name")
    return (
        f"{lines:,} of the lines {were} purged, because {they} somebody who was erased: the text can be read from the "
        "file alone, and the usage counts without the person."
    )


def _anew(load_id: int) -> str:
    """What to do where no definition can be mended, as of a file loaded by --format."""
    return f"Without one, describe the file by a source and `meterhouse load FILE --source NAME --replaces {load_id}`."


def _as_loaded(path: Path, load_id: int, digest: bytes, size: int) -> HashedFile:
    """The file as it was loaded, though it may have grown since; raises `LedgerError` if it is another one by now."""
    file = HashedFile.at(path, size) if path.is_file() else None
    if file is None or file.digest != digest:
        state = "has changed since it was loaded" if file else "is not there any more"
        raise LedgerError(f"{path} {state}. Give --file with the place where the file of load {load_id} lies now.")
    return file


def _check(load: LoadResult, source: Source) -> None:
    if load.status != "accepted":
        todo = "Accept it first" if load.status == "held" else "Load the file again instead"
        raise LedgerError(f"Load {load.load_id} is {load.status}: its lines cannot be released. {todo}.")
    if load.source != source.name:
        raise LedgerError(f"Load {load.load_id} was read as {load.source}, not as {source.name}.")


class _Releasing(Taking):
    """A second reading of a file of which only lines count that waited in quarantine."""

    def __init__(
        self, file: HashedFile, source: Source, settings: Settings, load_id: int, lines: LineNumbers, why: str
    ) -> None:
        super().__init__(file, source, settings, None, None, lambda _: None)
        self.digest = hashlib.sha256(b"released lines\0" + file.digest + lines.tobytes()).digest()
        self.corrected: int = load_id
        self.why = why
        self.waiting = set(lines.tolist())

    def _append_chunks(self, connection: psycopg.Connection, conflicts: pl.DataFrame) -> None:
        self.released: list[int] = []
        self.example = ""
        super()._append_chunks(connection, conflicts)
        if not self.released:
            raise LedgerError(
                f"None of the {len(self.waiting):,} waiting lines of load {self.corrected} can be read by "
                f"{self.source.name} as it is now, such as {self.example}. Mend its definition. "
                f"{_anew(self.corrected)}"
            )

    def _taken(self, chunk: ParsedChunk) -> ParsedChunk:
        """Its records that waited; lines that still cannot be read, or contradict the ledger, go on waiting."""
        events = chunk.events.filter(pl.col("line_no").is_in(self.waiting))
        self.released += events["line_no"].to_list()
        left = chunk.quarantined.filter(pl.col("line_no").is_in(self.waiting))
        if left.height and not self.example:
            self.example = f"line {left['line_no'][0]}: {left['detail'][0]}"
        return ParsedChunk(events, chunk.quarantined.clear(), events.height, 0, chunk.bytes)

    def _check_again(self, connection: psycopg.Connection) -> LoadResult | None:
        """The lines must still wait, and their load must still count."""
        _check(read_load(connection, self.corrected), self.source)
        waiting = set(waiting_lines(connection, self.corrected, None).tolist())
        if not waiting.issuperset(self.released):
            raise LedgerError(f"Another process has released lines of load {self.corrected} meanwhile. Look again.")
        return None

    def _append_rest(self, connection: psycopg.Connection) -> None:
        """Which lines were taken up."""
        with connection.cursor().copy(
            "copy raw.quarantine_releases (load_id, line_no, released_in) from stdin"
        ) as copy:
            for line_no in self.released:
                copy.write_row((self.corrected, line_no, self.load_id))

    def _row(self, load_no: int, repeated: int) -> dict[str, object]:
        return {**super()._row(load_no, repeated), "releases_load_id": self.corrected}

"""A ledger filled with a simulated world."""

from datetime import date
from pathlib import Path

from orchestration.reference_files import load_reference_files
from warehouse.database import connections_kept
from warehouse.ledger import landing_files, load_file
from warehouse.settings import Settings
from warehouse.sources import read_sources


def fill(world: Path, last: date, settings: Settings) -> None:
    """Loads the world's reference files, and its log files up to a landing day, and accepts them."""
    sources = {source.name: source for source in read_sources(settings.sources_path)}
    landing = settings.model_copy(update={"landing": world / "landing"})
    load_reference_files(landing)
    with connections_kept():
        for file in landing_files(landing, sources.values()):
            if file.landing_date <= last:
                load_file(file.path, sources[file.source], settings=settings, accept=True)

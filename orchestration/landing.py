"""Which landed files are new: not loaded, and not withdrawn either."""

from collections.abc import Iterable
from datetime import date

from warehouse.database import transaction
from warehouse.ledger import LandingFile, landing_files, unloaded_files
from warehouse.settings import Settings
from warehouse.sources import Source

WITHDRAWN = """
    select distinct load.file_name
    from raw.loads as load
    inner join raw.load_verdicts as verdict on load.load_id = verdict.load_id
    where load.file_name = any(%(names)s) and verdict.verdict = 'voided' and load.content_bytes = any(%(sizes)s)
"""


def new_files(sources: Iterable[Source], settings: Settings, landing_date: date | None = None) -> list[LandingFile]:
    """Files of a landing day, or of all, that no load holds; a file whose load was voided is loaded by hand only.

    Otherwise every withdrawal would be undone by the next run of its day.
    """
    files = unloaded_files(settings, landing_files(settings, sources, landing_date))
    with transaction("loader", settings) as connection:
        given = {"names": [str(file.path) for file in files], "sizes": [file.path.stat().st_size for file in files]}
        withdrawn = {name for (name,) in connection.execute(WITHDRAWN, given)}
    return [file for file in files if str(file.path) not in withdrawn]

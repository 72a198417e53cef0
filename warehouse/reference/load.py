"""Reference data into the ledger: all records of a file or table or none, appended, never overwritten."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from warehouse.credentials import pseudonym_key
from warehouse.database import transaction
from warehouse.errors import LoadRefused
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.pseudonyms import pseudonym
from warehouse.ledger.reading import read_load, unvoided_loads
from warehouse.ledger.results import LoadResult
from warehouse.ledger.tombstones import read_tombstones
from warehouse.ledger.verdicts import append_verdict
from warehouse.reference.files import read_records
from warehouse.reference.kinds import KINDS, User
from warehouse.reference.pricing_checks import PRICING, check_pricing
from warehouse.reference.pricing_touches import touch_rating
from warehouse.reference.record import Reference
from warehouse.reference.rights_checks import RIGHTS, check_rights
from warehouse.reference.tables import ReferenceTable, read_table
from warehouse.reference.touching import touch_days
from warehouse.settings import Settings

Records = list[tuple[int, Reference]]


@dataclass(frozen=True)
class _Origin:
    """Where records come from, and by what the same ones are known again."""

    kind: str
    channel: Literal["file", "table"]
    name: str
    digest: bytes
    size: int

    @property
    def source(self) -> str:
        return f"reference:{self.kind}"

    @property
    def place(self) -> str:
        """What the number of a record counts."""
        return "row" if self.channel == "table" or self.name.endswith(".parquet") else "line"


def load_reference(path: Path, kind: str, settings: Settings) -> LoadResult:
    """Takes in a file of one of the KINDS, accepted as it commits; the days whose usage it is about are touched.

    Records of erased users are ignored. The same bytes again change nothing. Raises `LoadRefused` with file, line and
    field; then nothing is stored.
    """
    started = time.monotonic()
    file = HashedFile.at(path)
    records = read_records(path, kind)
    file.check_unchanged(may_grow=False)
    return _take(_Origin(kind, "file", str(path), file.digest, file.size), records, settings, started)


def load_reference_table(table: ReferenceTable, settings: Settings) -> LoadResult:
    """Takes in what a table of the operator's own holds now; rows that are gone since its last load are deleted ones.

    The same rows again change nothing. Raises `LoadRefused` with table, row and field; then nothing is stored.
    """
    started = time.monotonic()
    records = read_table(table)
    content = "\n".join(json.dumps(record.model_dump(mode="json"), sort_keys=True) for _, record in records).encode()
    origin = _Origin(table.kind, "table", table.origin, hashlib.sha256(content).digest(), len(content))
    return _take(origin, records, settings, started)


def _take(origin: _Origin, records: Records, settings: Settings, started: float) -> LoadResult:
    with transaction("loader", settings) as connection:
        load_no = next_ledger_no(connection)
        standing = _standing(connection, origin)
        if standing is not None:
            return standing
        if origin.kind in PRICING:
            check_pricing(connection, origin.kind, records, origin.name, origin.place)
        if origin.kind in RIGHTS:
            check_rights(connection, origin.kind, records, origin.name, origin.place)
        if origin.channel == "table":
            records = [*records, *_gone(connection, origin, records)]
        load_id = one_number(connection, "select nextval('raw.load_id_seq')")
        key = pseudonym_key(settings)
        kept = _without_erased(connection, records, key)
        _append_records(connection, origin.kind, load_id, load_no, kept, key)
        seconds = round(time.monotonic() - started, 3)
        connection.execute(
            "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, "
            "content_sha256, content_bytes, seconds, lines, stored, repeated, quarantined, ignored) "
            "values (%s, %s, 'reference', %s, %s, '1', %s, %s, %s, %s, %s, %s, 0, 0, %s)",
            [load_id, load_no, origin.channel, origin.source, origin.name, origin.digest, origin.size, seconds,
             len(records), len(kept), len(records) - len(kept)],
        )  # fmt: skip
        (touch_rating if origin.kind in PRICING else touch_days)(connection, load_id)
        append_verdict(connection, load_id, "accepted", "reference data is validated record by record", None, None)
        return read_load(connection, load_id)


def _standing(connection: psycopg.Connection, origin: _Origin) -> LoadResult | None:
    """The last load from there, or the last of the kind, if it holds the same.

    Not any earlier one: what goes back to what it was has changed.
    """
    of_kind = unvoided_loads(connection, "load.source = %s", [origin.source])
    latest = [*of_kind[-1:], *[load for load in of_kind if load.file_name == origin.name][-1:]]
    known = connection.execute(
        "select load_id from raw.loads where load_id = any(%s) and content_sha256 = %s",
        [[load.load_id for load in latest], origin.digest],
    ).fetchone()
    return read_load(connection, known[0]).model_copy(update={"already_loaded": True}) if known else None


def _gone(connection: psycopg.Connection, origin: _Origin, records: Records) -> Records:
    """Deleted records for the ids that the last load of the table held and this one does not."""
    earlier = unvoided_loads(
        connection, "load.source = %s and load.channel = 'table' and load.file_name = %s", [origin.source, origin.name]
    )
    if not earlier:
        return []
    if not records:
        sentence = f"{origin.name} is empty, although load {earlier[-1].load_id} of it had {earlier[-1].lines} records."
        raise LoadRefused("empty_table", sentence)
    present = {record.record_id for _, record in records}
    rows = connection.execute(
        "select id, payload from raw.reference_records where load_id = %s and not (payload ->> 'is_deleted')::boolean "
        "and not payload ? 'is_erased' order by line_no",
        [earlier[-1].load_id],
    ).fetchall()
    gone = [payload | {"is_deleted": True} for record_id, payload in rows if record_id not in present]
    model = KINDS[origin.kind]
    return [(len(records) + place, model.model_validate(payload)) for place, payload in enumerate(gone, 1)]


def _without_erased(connection: psycopg.Connection, records: Records, key: bytes) -> Records:
    """All but those of erased users; the commit lock is held, so that nobody is erased meanwhile."""
    users = [record for _, record in records if isinstance(record, User)]
    erased = read_tombstones(connection, key).users if users else frozenset()
    return [
        (line, record)
        for line, record in records
        if not (isinstance(record, User) and bytes.fromhex(_key_of(record, key)) in erased)
    ]


def _append_records(
    connection: psycopg.Connection, kind: str, load_id: int, load_no: int, records: Records, key: bytes
) -> None:
    columns = "kind, id, subject, effective_at, load_no, load_id, line_no, payload"
    with connection.cursor().copy(f"copy raw.reference_records ({columns}) from stdin") as copy:
        for line, record in records:
            subject = _key_of(record, key) if isinstance(record, User) else record.subject
            payload = json.dumps(record.payload(), ensure_ascii=False)
            copy.write_row((kind, record.record_id, subject, record.effective_at, load_no, load_id, line, payload))


def _key_of(user: User, key: bytes) -> str:
    return pseudonym(key, "user_key", user.client_id, user.user_id).hex()

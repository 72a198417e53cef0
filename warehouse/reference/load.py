"""A reference file into the ledger: all of its records or none, appended, never overwritten."""

import json
import time
from pathlib import Path

import psycopg

from warehouse.database import transaction
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.reading import find_live_load, read_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.verdicts import append_verdict
from warehouse.reference.files import read_records
from warehouse.reference.kinds import Reference
from warehouse.settings import Settings

Records = list[tuple[int, Reference]]


def load_reference(path: Path, kind: str, settings: Settings) -> LoadResult:
    """Takes in a file of clients, projects, dealers, users or endpoints, accepted as it commits.

    The same bytes again change nothing. Raises `LoadRefused` with file, line and field; then nothing is stored.
    """
    started = time.monotonic()
    file, source = HashedFile.at(path), f"reference:{kind}"
    records = read_records(path, kind)
    file.check_unchanged(may_grow=False)
    with transaction("loader", settings) as connection:
        load_no = next_ledger_no(connection)
        standing = find_live_load(connection, source, file.digest)
        if standing is not None:
            return standing
        load_id = one_number(connection, "select nextval('raw.load_id_seq')")
        moved = kind == "clients" and _moves_a_time_zone(connection, records)
        _append_records(connection, kind, load_id, load_no, records)
        seconds = round(time.monotonic() - started, 3)
        connection.execute(
            "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, "
            "content_sha256, content_bytes, seconds, lines, stored, repeated, quarantined, ignored) "
            "values (%s, %s, 'reference', 'file', %s, '1', %s, %s, %s, %s, %s, %s, 0, 0, 0)",
            [load_id, load_no, source, str(path), file.digest, file.size, seconds, len(records), len(records)],
        )
        if moved:
            _touch_all_days(connection, load_id)
        append_verdict(connection, load_id, "accepted", "reference data is validated record by record", None, None)
        return read_load(connection, load_id)


def _append_records(connection: psycopg.Connection, kind: str, load_id: int, load_no: int, records: Records) -> None:
    statement = "copy raw.reference_records (kind, id, effective_at, load_no, load_id, line_no, payload) from stdin"
    with connection.cursor().copy(statement) as copy:
        for line, record in records:
            payload = json.dumps(record.payload(), ensure_ascii=False)
            copy.write_row((kind, record.record_id, record.effective_at, load_no, load_id, line, payload))


def _moves_a_time_zone(connection: psycopg.Connection, records: Records) -> bool:
    """Whether a client's local dates change; a client that is not known yet has had UTC."""
    rows = connection.execute(
        "select distinct on (record.id) record.id, record.payload ->> 'time_zone' from raw.reference_records as record "
        "where record.kind = 'clients' order by record.id, record.effective_at desc nulls last, record.load_no desc"
    ).fetchall()
    known: dict[str, str] = dict(rows)
    return any(known.get(record.record_id, "UTC") != record.payload()["time_zone"] for _, record in records)


def _touch_all_days(connection: psycopg.Connection, load_id: int) -> None:
    connection.execute(
        "insert into raw.load_days (load_id, usage_date, stored, repeated) "
        "select distinct %s::bigint, day.usage_date, 0, 0 from raw.load_days as day",
        [load_id],
    )

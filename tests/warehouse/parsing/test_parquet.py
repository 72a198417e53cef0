from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def write(tmp_path: Path):
    def written(**columns: pa.Array | list[object]) -> Path:
        path = tmp_path / "rows.parquet"
        height = len(next(iter(columns.values())))
        given = {"time": [AT] * height, "provider": ["house"] * height, "api": ["web"] * height}
        pq.write_table(pa.table(given | columns), path)
        return path

    return written


@pytest.fixture
def source(gateway):
    return gateway(format="parquet")


def test_columns_of_any_fitting_type_are_read(parse, write, source):
    path = write(
        client=pa.array([7, None]),
        status=pa.array(["200", "404"]),
        bytes=pa.array([12.0, float("nan")]),
        latency_us=pa.array([5, 6], pa.uint64()),
        quantity=pa.array([Decimal("1.5"), None], pa.decimal128(9, 2)),
        path=pa.array(["/a", "/b/17"]).dictionary_encode(),
    )
    events = parse(path, source).events
    assert events["client_id"].to_list() == ["7", "anonymous"]
    assert events["status_code"].to_list() == [200, 404]
    assert events["response_bytes"].to_list() == [12, None]
    assert events["latency_us"].to_list() == [5, 6]
    assert events["quantity"].to_list() == [Decimal("1.500000000"), None]
    assert events["endpoint"].to_list() == ["/a", "/b/{id}"]


@pytest.mark.parametrize(
    "times",
    [
        pa.array([AT], pa.timestamp("ns", "UTC")),
        pa.array([AT], pa.timestamp("ms", "Europe/Berlin")),
        pa.array([AT.replace(tzinfo=None)], pa.timestamp("s")),
        pa.array([int(AT.timestamp())]),
        pa.array([int(AT.timestamp()) * 1000]),
        pa.array(["2026-01-02T03:04:05Z"]),
    ],
    ids=str,
)
def test_times_of_any_type_are_the_same_instant(parse, write, source, times):
    assert parse(write(time=times), source).event["usage_at"] == AT


def test_a_timestamp_without_zone_is_taken_in_the_zone_of_the_source(parse, write, gateway):
    path = write(time=pa.array([datetime(2026, 7, 2, 3, 0)], pa.timestamp("us")))  # noqa: DTZ001 - no zone on purpose
    event = parse(path, gateway(format="parquet", time_zone="Europe/Berlin")).event
    assert event["usage_at"] == datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
    assert parse(write(time=pa.array([date(2026, 7, 2)])), source=gateway(format="parquet")).event["usage_at"].day == 2


def test_bad_rows_are_quarantined_with_the_row_as_json(parse, write, source):
    path = write(
        time=[AT, None, AT, AT],
        status=[200, 200, 9999, 200],
        client=pa.array([b"acme", b"acme", b"acme", b"\xff"], pa.binary()),
    )
    parsed = parse(path, source)
    assert parsed.reasons == [(2, "missing_field"), (3, "out_of_range"), (4, "invalid_utf8")]
    assert b'"status": 9999' in parsed.chunks[0].quarantined["line"][1]
    assert parsed.events["client_id"].to_list() == ["acme"]


def test_nul_and_over_long_texts_are_quarantined(parse, write, source):
    parsed = parse(write(client=["a\0b", "x" * 70_000, "good"]), source)
    assert parsed.reasons == [(1, "nul_byte"), (2, "line_too_long")]


def test_a_string_column_that_lies_about_its_encoding_is_caught(parse, write, source):
    lying = pa.array([b"\xff", b"good"], pa.binary()).view(pa.string())
    parsed = parse(write(client=lying), source)
    assert (parsed.reasons, parsed.events["client_id"].to_list()) == ([(1, "invalid_utf8")], ["good"])


def test_row_numbers_run_through_all_batches_and_make_the_position_key(parse, write, source):
    path = write(status=[200] * 100)
    small, large = parse(path, source, chunk_bytes=256 * 7), parse(path, source)
    assert len(small.chunks) == 15
    assert small.events["line_no"].to_list() == list(range(1, 101))
    assert small.keys == large.keys
    assert len(set(small.keys)) == 100


def test_the_same_rows_written_otherwise_have_the_same_position_keys(parse, write, source, tmp_path: Path):
    path = write(status=[200] * 100, client=[f"c{n}" for n in range(100)])
    again = tmp_path / "again.parquet"
    pl.read_parquet(path).write_parquet(again, compression="gzip", row_group_size=10)
    assert parse(again, source).keys == parse(path, source).keys


def test_an_id_of_sixteen_bytes_is_its_hex_digits(parse, write, gateway):
    source = gateway(format="parquet", identity="field", identity_field="id")
    plain = parse(write(id=pa.array([UUID(int=7).hex])), source)
    assert parse(write(id=pa.array([UUID(int=7).bytes], pa.binary(16))), source).keys == plain.keys


def test_a_structure_of_attributes_becomes_json(parse, write, gateway):
    source = gateway(format="parquet", fields={"attributes": {"field": "extra"}})
    path = write(extra=pa.array([{"plan": 'p"ro\\', "seats": 3}, None]))
    assert parse(path, source).events["attributes"].to_list() == ['{"plan":"p\\"ro\\\\","seats":3}', None]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([time(1, 2)]),
        pa.array([timedelta(days=1)]),
        pa.array([Decimal(7)], pa.decimal256(60, 2)),
        pa.array([True]),
        pa.nulls(1),
        pa.array(["a"], pa.string_view()),
        pa.array([date(2026, 1, 2)]),
    ],
    ids=lambda values: str(values.type),
)
def test_a_column_of_any_type_gives_an_event_or_a_quarantined_row(parse, write, gateway, values):
    for column in ("usage_at", "client_id", "status_code", "response_bytes", "quantity", "ip", "attributes"):
        source = gateway(format="parquet", fields={column: {"field": "x"}})
        parsed = parse(write(x=values), source)
        assert parsed.events.height + len(parsed.reasons) == 1

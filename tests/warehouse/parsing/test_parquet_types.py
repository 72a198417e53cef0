"""Parquet columns of every type there is, mapped to every kind of column or to none: rows go somewhere, none fails."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.errors import LoadRefused
from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import Source, adhoc_source

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FAR = [-(2**62), None, 2**62]
NOT_UTF8 = pa.array([b"\xff", None, b"a\0"], pa.binary())
D256 = pa.decimal256(60, 2)
TYPES = {
    "lists": pa.array([["a"], None, []]),
    "large lists": pa.array([["a"], None, []], pa.large_list(pa.string())),
    "lists of two": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int32(), 2)),
    "list views": pa.array([["a"], None, []], pa.list_view(pa.string())),
    "structs": pa.array([{"a": 1}, None, {"a": None}]),
    "structs of texts": pa.array([{"a": "x\0y"}, None, {"a": "ü"}]),
    "structs of times": pa.array([{"a": AT}, None, {"a": None}]),
    "structs of far times": pa.StructArray.from_arrays([pa.array(FAR).view(pa.timestamp("us"))], ["a"]),
    "structs of bytes": pa.array([{"a": b"\xff"}, None, {"a": b"x"}]),
    "structs of no text": pa.StructArray.from_arrays([NOT_UTF8.view(pa.string())], ["a"]),
    "structs of decimals": pa.array([{"a": Decimal("1.5")}, None, {"a": None}], pa.struct([("a", D256)])),
    "structs of dictionaries": pa.StructArray.from_arrays([pa.array(["a", None, "b"]).dictionary_encode()], ["k"]),
    "deep structs": pa.array([{"a": {"b": [{"c": b"\xff"}]}}, None, {"a": None}]),
    "maps": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int32())),
    "maps by number": pa.array([[(1, "x")], None, []], pa.map_(pa.int32(), pa.string())),
    "dictionaries of texts": pa.array(["a", None, "b"]).dictionary_encode(),
    "dictionaries of numbers": pa.array([1, None, 2]).dictionary_encode(),
    "dictionaries of bytes": NOT_UTF8.dictionary_encode(),
    "dictionaries of times": pa.array([AT, None, AT]).dictionary_encode(),
    "dictionaries of decimals": pa.array([Decimal(1), None, Decimal(2)], D256).dictionary_encode(),
    "decimals of 256 bits": pa.array([Decimal("9" * 70), None, Decimal(-1)], pa.decimal256(76, 0)),
    "decimals of 128 bits": pa.array([Decimal("9" * 38), None, Decimal(-1)], pa.decimal128(38, 0)),
    "decimals of 32 bits": pa.array([Decimal("1.5"), None, Decimal(2)], pa.decimal32(5, 2)),
    "durations": pa.array([timedelta(1), None, timedelta(-5)], pa.duration("ns")),
    "times of day": pa.array([time(1), None, time(2)]),
    "far dates": pa.array([-(2**31), None, 2**31 - 1], pa.int32()).view(pa.date32()),
    "far dates of 64 bits": pa.array([-(2**50), None, 2**50]).view(pa.date64()),
    "far times": pa.array(FAR).view(pa.timestamp("us")),
    "far times in ms": pa.array(FAR).view(pa.timestamp("ms", "UTC")),
    "far times in a zone": pa.array(FAR).view(pa.timestamp("us", "Europe/Berlin")),
    "times in no zone": pa.array([0, None, 1]).view(pa.timestamp("us", "Mars/Olympus")),
    "truth values": pa.array([True, None, False]),
    "nothing": pa.nulls(3),
    "half floats": pa.array([1.5, None, 2.0], pa.float32()).cast(pa.float16()),
    "floats": pa.array([float("nan"), None, float("-inf")]),
    "large numbers": pa.array([2**64 - 1, None, 0], pa.uint64()),
    "bytes": NOT_UTF8,
    "views of bytes": NOT_UTF8.cast(pa.binary_view()),
    "texts that are none": NOT_UTF8.view(pa.string()),
    "two bytes": pa.array([b"12", None, b"\xff\0"], pa.binary(2)),
    "ids": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([UUID(int=1).bytes, None, b"x" * 16], pa.binary(16))),
    "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}', None, '{"a'])),
}
COLUMNS = (
    "usage_at", "request", "method", "path", "endpoint", "operation", "status_code", "client_id", "ip", "user_agent",
    "latency_us", "response_bytes", "quantity", "attributes",
)  # fmt: skip


def outcome(path: Path, source: Source) -> tuple[int, list[tuple[int, str]]] | str:
    """Events and reasons, or the code of the refusal; checks that no row is lost."""
    try:
        chunks = list(open_records(path, source, Settings(_env_file=None)))
    except LoadRefused as refused:
        return refused.code
    assert all(chunk.lines == chunk.events.height + chunk.quarantined.height + chunk.ignored for chunk in chunks)
    reasons = [row for chunk in chunks for row in chunk.quarantined.select("line_no", "reason").rows()]
    return sum(chunk.events.height for chunk in chunks), reasons


def source(**fields: object) -> Source:
    given = {"usage_at": {"field": "time"}, "provider_id": {"constant": "house"}, "api_id": {"constant": "web"}}
    return Source.model_validate({"name": "any", "format": "parquet", "fields": given | fields})


@pytest.mark.parametrize("kind", TYPES)
def test_a_column_of_any_type_costs_its_own_rows_at_most(tmp_path: Path, kind):
    path = tmp_path / "any.parquet"
    pq.write_table(pa.table({"x": TYPES[kind], "time": [AT] * 3}), path)
    assert outcome(path, source()) == (3, [])
    for column in COLUMNS:
        found = outcome(path, source(**{column: {"field": "x"}}))
        if pa.types.is_nested(TYPES[kind].type) and column != "attributes":
            assert found == "wrong_format"
        else:
            events, reasons = found
            assert events + len(reasons) == 3
            assert (2 in dict(reasons)) == (column == "usage_at")  # The second value is null.
    mixed = source(
        client_id={"field": ["x", "time"], "constant": "c"}, latency_us={"field": ["time", "x"], "unit": "s"}
    )
    outcome(path, mixed)
    outcome(path, source().model_copy(update={"identity": "field", "identity_field": ("x", "time")}))


@pytest.mark.parametrize("kind", ["far dates", "far times", "far times in ms", "far times in a zone"])
def test_a_date_beyond_all_years_is_an_impossible_one(parse, tmp_path: Path, kind):
    path = tmp_path / "far.parquet"
    pq.write_table(pa.table({"x": TYPES[kind]}), path)
    parsed = parse(path, source(usage_at={"field": "x"}))
    assert parsed.reasons == [(1, "impossible_date"), (2, "missing_field"), (3, "impossible_date")]
    assert parsed.details[0] == "x is no date between the years 1 and 9999"


def test_maps_and_structures_of_any_type_become_attributes(parse, tmp_path: Path):
    path = tmp_path / "maps.parquet"
    given = {"maps": '{"a": 1}', "structs of bytes": '{"a": "b\'\\\\xff\'"}', "structs of decimals": '{"a": "1.50"}'}
    for kind, text in given.items():
        pq.write_table(pa.table({"x": TYPES[kind], "time": [AT] * 3}), path)
        parsed = parse(path, source(attributes={"field": "x"}))
        assert parsed.events["attributes"].to_list()[:2] == [text, None]
    pq.write_table(pa.table({"x": TYPES["lists"], "time": [AT] * 3}), path)
    assert parse(path, source(attributes={"field": "x"})).reasons == [(1, "unparseable"), (3, "unparseable")]


def test_no_rows_and_no_columns_are_no_error_unless_a_column_is_wanted(tmp_path: Path):
    path = tmp_path / "empty.parquet"
    pq.write_table(pa.table({"time": pa.array([], pa.timestamp("us"))}), path)
    assert outcome(path, source()) == (0, [])
    pq.write_table(pa.table({}), path)
    assert outcome(path, source()) == "wrong_format"
    assert outcome(path, adhoc_source("parquet", "house")) == "wrong_format"
    pq.write_table(pa.table({"time": pa.nulls(3), "status": pa.nulls(3)}), path)
    assert outcome(path, adhoc_source("parquet", "house")) == (0, [(row, "missing_field") for row in (1, 2, 3)])


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
def test_a_file_cut_or_changed_at_any_byte_is_read_or_refused(tmp_path: Path, compression):
    path = tmp_path / "damaged.parquet"
    table = pa.table(
        {
            "time": [AT + timedelta(seconds=n) for n in range(40)],
            "path": [f"/a/{n}" for n in range(40)],
            "client": pa.array([f"c{n % 3}" for n in range(40)]).dictionary_encode(),
            "day": [date(2026, 1, 2)] * 40,
        }
    )
    pq.write_table(table, path, compression=compression, row_group_size=15)
    whole, chance = path.read_bytes(), Random(7)
    for end in range(0, len(whole), 41):
        path.write_bytes(whole[:end])
        assert outcome(path, adhoc_source("parquet", "house")) in ("wrong_format", "truncated_parquet")
    for _ in range(100):
        changed = bytearray(whole)
        for _ in range(chance.choice([1, 2, 8])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path.write_bytes(changed)
        outcome(path, adhoc_source("parquet", "house"))

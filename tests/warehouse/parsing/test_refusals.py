import gzip
import json
from pathlib import Path

import polars as pl
import pytest
import zstandard

from warehouse.errors import LoadRefused

LINE = b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a HTTP/1.1" 200 571 "-" "curl"\n'
NOISE = bytes(range(32, 127)) * 40


def refusal(parse, content, source="combined", **limits) -> LoadRefused:
    with pytest.raises(LoadRefused) as caught:
        parse(content, source, **limits)
    return caught.value


@pytest.mark.parametrize(("pack", "code"), [(gzip.compress, "truncated_gzip"), (zstandard.compress, "truncated_zstd")])
def test_an_archive_that_ends_too_early_is_refused(parse, pack, code):
    packed = pack(LINE * 500)
    for end in (len(packed) - 1, len(packed) // 2, 12):
        assert refusal(parse, packed[:end]).code == code


@pytest.mark.parametrize(
    ("pack", "start", "code"), [(gzip.compress, 20, "corrupt_gzip"), (zstandard.compress, 7, "corrupt_zstd")]
)
def test_a_damaged_archive_is_refused(parse, pack, start, code):
    packed = bytearray(pack(NOISE))
    packed[start : start + 4] = b"\xff" * 4
    assert refusal(parse, bytes(packed)).code == code


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("unit", [b"\0", b"\n", LINE], ids=["zeros", "newlines", "lines"])
def test_an_archive_that_grows_beyond_all_reason_is_refused_before_it_is_read_whole(parse, pack, unit):
    bomb = pack(unit * (64 * 2**20 // len(unit)))
    refused = refusal(parse, bomb, chunk_bytes=2**20)
    assert refused.code == "expansion_ratio"
    assert "more than 200 times its size" in str(refused)


def test_a_small_file_of_equal_lines_is_no_bomb(parse):
    packed = gzip.compress(LINE * 20_000)
    assert len(LINE) * 20_000 / len(packed) > 200
    assert parse(packed).events.height == 20_000


@pytest.mark.parametrize(
    ("content", "named"),
    [(b"PK\x03\x04rest", "a zip archive"), (b"BZh91AY", "a bzip2 archive"), (b"\xff\xfeG\x00", "UTF-16 text")],
)
def test_other_archives_and_encodings_are_named_in_the_refusal(parse, content, named):
    refused = refusal(parse, content)
    assert refused.code == "wrong_format"
    assert named in str(refused)


def test_a_file_of_another_format_is_refused_with_an_example(parse, gateway):
    lines = b"".join(json.dumps({"time": f"2026-01-02T03:04:{n:02d}Z"}).encode() + b"\n" for n in range(30))
    refused = refusal(parse, lines)
    assert refused.code == "wrong_format"
    assert "30 of its first 30 lines cannot be read" in str(refused)
    assert refusal(parse, LINE * 30, gateway()).code == "wrong_format"
    assert refusal(parse, LINE * 500, "json", chunk_bytes=64).code == "wrong_format"


def test_json_without_the_fields_that_are_looked_for_is_refused(parse):
    refused = refusal(parse, b'{"when": "2026-01-02T03:04:05Z"}\n' * 30, "json")
    assert refused.code == "wrong_format"
    assert "usage_at is missing" in str(refused)


def test_bad_lines_below_nineteen_in_twenty_do_not_refuse_the_file(parse):
    assert parse(b"garbage\n" * 94 + LINE * 6).events.height == 6
    assert len(parse(b"garbage\n" * 19).reasons) == 19


def test_garbage_behind_a_good_beginning_does_not_refuse_the_file(parse):
    assert len(parse(LINE * 6 + b"garbage\n" * 500).reasons) == 500


def test_a_csv_whose_header_lacks_a_mapped_column_is_refused(parse, gateway):
    source = gateway(format="csv", fields={"client_id": {"field": "client"}})
    refused = refusal(parse, b"time,provider,api\n2026-01-02T03:04:05Z,house,web\n", source)
    assert refused.code == "wrong_format"
    assert "no column client (for client_id)" in str(refused)
    assert "it has: time, provider, api" in str(refused)


def test_a_csv_without_a_header_is_refused_where_one_is_declared(parse):
    assert refusal(parse, b"2026-01-02T03:04:05Z,house,web\n" * 3, "csv").code == "wrong_format"
    assert refusal(parse, b"time,time\n", "csv").code == "wrong_format"
    assert refusal(parse, b"x" * 100_000, "csv", chunk_bytes=1000).code == "wrong_format"


def test_what_is_no_parquet_file_is_refused(parse, tmp_path: Path):
    assert refusal(parse, LINE, "parquet").code == "wrong_format"
    assert refusal(parse, b"PAR1" + LINE, "parquet").code == "truncated_parquet"
    path = tmp_path / "good.parquet"
    pl.DataFrame({"time": ["2026-01-02T03:04:05Z"] * 9}).write_parquet(path)
    assert "is a Parquet file" in str(refusal(parse, path, "combined"))
    assert refusal(parse, path.read_bytes()[:-30], "parquet").code == "truncated_parquet"
    assert refusal(parse, gzip.compress(path.read_bytes()), "parquet").code == "wrong_format"


def test_a_parquet_file_that_grows_beyond_all_reason_is_refused(parse, tmp_path: Path):
    path = tmp_path / "bomb.parquet"
    times = pl.repeat("2026-01-02T03:04:05Z", 400_000, eager=True)
    pl.DataFrame({"time": times, "client": pl.repeat("x" * 100, 400_000, eager=True)}).write_parquet(path)
    assert refusal(parse, path, "parquet").code == "expansion_ratio"


def test_a_parquet_column_of_lists_where_one_value_belongs_is_refused(parse, tmp_path: Path):
    path = tmp_path / "lists.parquet"
    pl.DataFrame({"time": ["2026-01-02T03:04:05Z"], "client": [["a", "b"]]}).write_parquet(path)
    refused = refusal(parse, path, "parquet")
    assert refused.code == "wrong_format"
    assert "column client holds" in str(refused)


def test_a_file_that_cannot_be_opened_is_refused(parse, tmp_path: Path):
    assert refusal(parse, tmp_path / "absent").code == "unreadable_file"

import json
from pathlib import Path

import polars as pl
import polars_hash as plh
import pytest

from warehouse.parsing import event_keys, read_prefix

TIMES = [f"07/Dec/2016:11:05:{second:02d} +0000" for second in range(40)]
LINES = [f'192.0.2.1 - - [{time}] "GET /a HTTP/1.1" 200 1 "-" "curl"\n'.encode() for time in TIMES]


def xxh3(content: bytes) -> bytes:
    hashed = plh.col("content").nchash.xxh3_128(return_binary=True, byte_order="big")
    return bytes(pl.DataFrame({"content": [content]}).select(hashed).item())


def as_key(content: bytes) -> tuple[int, int]:
    digest = xxh3(content)
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")


def record(request_id: str | int | None) -> bytes:
    given = {"time": "2026-01-02T03:04:05Z", "provider": "house", "api": "web", "id": request_id}
    return json.dumps(given).encode() + b"\n"


def test_a_position_key_is_made_of_source_fingerprint_and_byte_offset(parse):
    content = b"".join(LINES)
    parsed = parse(content)
    fingerprint = xxh3(content[:1024])
    offsets = [sum(map(len, LINES[:row])) for row in range(len(LINES))]
    assert parsed.keys == [as_key(b"adhoc_combined\0" + fingerprint + offset.to_bytes(8, "big")) for offset in offsets]


def test_offsets_count_carriage_returns_comments_and_bad_lines_as_they_lie_in_the_file(parse):
    content = LINES[0].replace(b"\n", b"\r\n") + b"garbage\n\n" + LINES[1]
    parsed = parse(content)
    offset = len(LINES[0]) + 1 + len(b"garbage\n\n")
    assert parsed.keys[1] == as_key(b"adhoc_combined\0" + xxh3(content) + offset.to_bytes(8, "big"))


def test_a_grown_file_keeps_the_keys_of_the_lines_it_had(parse):
    before, after = parse(b"".join(LINES[:30])), parse(b"".join(LINES))
    assert len(b"".join(LINES[:30])) > 1024
    assert after.keys[:30] == before.keys


def test_a_short_file_that_has_grown_keeps_its_keys_by_the_fingerprint_it_had(parse):
    first = b"0123456789abcdef"
    before, after = parse(LINES[0], fingerprint=first), parse(LINES[0] + LINES[1], fingerprint=first)
    assert after.keys[0] == before.keys[0]
    assert parse(LINES[0] + LINES[1]).keys[0] != before.keys[0]


def test_a_key_by_field_is_made_of_source_and_id_alone(parse, gateway):
    source = gateway(identity="field", identity_field="id")
    parsed = parse(record("r-1") + record(42) + record("r-1"), source)
    first, second = as_key(b"gateway\0r-1"), as_key(b"gateway\x0042")
    assert parsed.keys == [first, second, first]
    assert event_keys("gateway", pl.Series(["r-1", "42"])).rows() == [first, second]


def test_an_id_that_is_a_number_is_its_text_as_written(parse, gateway):
    source = gateway(identity="field", identity_field=["id", "n/o"])
    ids = b"1 1.0 1e0 1E0 -0 0 -0.0 0.1 0.1000000000000000055511151231257827 1e300 12345678.50".split()
    ids += [b"18446744073709551616", b"340282366920938463463374607431768211455"]
    expected = [as_key(b"gateway\0" + text) for text in ids]
    for name in (b'"id"', b'"id" \t', b'"\\u0069d"', b'"id": null, "n/o"', b'"id": "", "n\\/o"'):
        lines = [record(0).replace(b'"id": 0', name + b": " + text) for text in ids]
        assert parse(b"".join(lines), source).keys == expected


def test_an_id_is_the_same_with_and_without_quotes(parse, gateway):
    source = gateway(identity="field", identity_field="id")
    for bare, quoted in ((b"1.0", "1.0"), (b"7", "7"), (b"7e3", "7e3")):
        first, second = parse(record(0).replace(b'"id": 0', b'"id": ' + bare) + record(quoted), source).keys
        assert first == second


def test_an_id_that_is_also_counted_keeps_its_text(parse, gateway):
    source = gateway(identity="field", identity_field="bytes")
    content = record(0).replace(b'"id"', b'"bytes"') + record(0).replace(b'"id": 0', b'"bytes": "00"')
    parsed = parse(content, source)
    assert parsed.keys == [as_key(b"gateway\x000"), as_key(b"gateway\x0000")]
    assert parsed.events["response_bytes"].to_list() == [0, 0]


def test_a_number_of_another_object_or_of_a_later_member_is_no_id(parse, gateway):
    source = gateway(identity="field", identity_field="id", fields={"attributes": {"field": "attributes"}})
    for others in (b'"attributes": {"id": 1.50}, "id": 2', b'"id": 2, "id": 1.50'):
        assert parse(record(0).replace(b'"id": 0', others), source).keys == [as_key(b"gateway\x002")]


def test_an_id_that_cannot_be_looked_at_is_quarantined(parse, gateway):
    deep = record(0).replace(b'"id": 0', b'"id": 1.0, "other": ' + b"[" * 1100 + b"]" * 1100)
    parsed = parse(deep + record(2), gateway(identity="field", identity_field="id"))
    assert (parsed.reasons, parsed.details) == ([(1, "unparseable")], ["not JSON: nested too deeply"])


@pytest.mark.parametrize("absent", [None, "", "-"])
def test_a_record_without_its_id_is_quarantined(parse, gateway, absent):
    parsed = parse(record("r-1") + record(absent), gateway(identity="field", identity_field="id"))
    assert (parsed.reasons, parsed.details) == ([(2, "missing_field")], ["id, the record's id, is missing"])


def test_an_id_with_a_lone_surrogate_or_a_nul_is_quarantined(parse, gateway):
    source = gateway(identity="field", identity_field="id")
    parsed = parse(record("r-1") + record("\ud800") + record("a\0"), source)
    assert parsed.reasons == [(2, "invalid_utf8"), (3, "nul_byte")]
    assert parsed.details == [
        "id holds a lone surrogate, which no UTF-8 text can", "id, the record's id, holds a NUL character"
    ]  # fmt: skip


def test_a_content_key_numbers_equal_lines_through_all_chunks(parse, gateway):
    source = gateway(identity="content")
    twice, once = record("r-1"), record("r-2")
    content = (twice + once) * 3
    expected = [
        as_key(b"gateway\0" + xxh3(line) + number.to_bytes(8, "big")) for number in range(3) for line in (twice, once)
    ]
    assert parse(content, source).keys == expected
    assert parse(content, source, chunk_bytes=64).keys == expected


def test_content_keys_of_files_that_overlap_are_equal_where_they_overlap(parse, gateway):
    source = gateway(identity="content")
    lines = [record(f"r-{n}") for n in range(9)]
    first, second = parse(b"".join(lines[:6]), source), parse(b"".join(lines[3:]), source)
    assert set(first.keys) & set(second.keys) == set(first.keys[3:])


def test_the_ending_of_a_line_is_no_part_of_its_content(parse, gateway):
    source = gateway(identity="content")
    line = record("r-1")
    unix, windows, bare = line, line.replace(b"\n", b"\r\n"), line.removesuffix(b"\n")
    assert parse(unix, source).keys == parse(windows, source).keys == parse(bare, source).keys


def test_content_ordinals_stay_right_over_hundreds_of_chunks(parse, gateway):
    source = gateway(identity="content")
    lines = [record(f"r-{n % 37}") for n in range(500)]
    small = parse(b"".join(lines), source, chunk_bytes=200)
    assert len(small.chunks) > 200
    assert small.keys == parse(b"".join(lines), source).keys
    assert len(set(small.keys)) == 500


def test_two_sources_never_share_a_key(parse, gateway):
    named = [gateway(name=name, identity="field", identity_field="id") for name in ("one", "two")]
    assert parse(record("r-1"), named[0]).keys != parse(record("r-1"), named[1]).keys


def test_the_prefix_of_a_file_is_that_of_its_content_however_it_is_packed(tmp_path: Path):
    import gzip

    content = b"".join(LINES)
    (tmp_path / "plain").write_bytes(content)
    (tmp_path / "packed").write_bytes(gzip.compress(content))
    assert read_prefix(tmp_path / "plain") == read_prefix(tmp_path / "packed") == content[:1024]
    (tmp_path / "short").write_bytes(content[:100])
    assert read_prefix(tmp_path / "short") == content[:100]

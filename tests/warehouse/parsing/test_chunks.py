"""How a file is cut into chunks, packed or ended changes nothing of what it gives."""

import gzip
import json

import numpy as np
import polars as pl
import pytest
import zstandard

from warehouse.parsing import event_keys
from warehouse.parsing.identity import fingerprint_of, position_identities

LINES = [
    b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a/17 HTTP/1.1" 200 571 "-" "curl"\n',
    b"\n",
    b"garbage\n",
    '192.0.2.2 - jörg [07/Dec/2016:11:05:08 +0000] "GET /b HTTP/1.1" 9999 1 "-" "c"\n'.encode(),
    b'192.0.2.2 - - [07/Dec/2016:11:05:08 +0000] "GET /\\x22 HTTP/1.1" 304 - "-" "c"\r\n',
    b"\xff\n",
    b'192.0.2.2 - - [31/Feb/2016:11:05:08 +0000] "GET /b HTTP/1.1" 200 1 "-" "c\x00"\n',
] * 5
TEXT = b"".join(LINES)


def everything(parsed):
    quarantined = pl.concat([chunk.quarantined for chunk in parsed.chunks])
    return parsed.events.rows(), quarantined.rows(), parsed.lines, parsed.ignored, sum(c.bytes for c in parsed.chunks)


@pytest.mark.parametrize("chunk_bytes", [64, 100, 257, 1000])
def test_small_chunks_give_what_one_large_chunk_gives(parse, chunk_bytes):
    assert everything(parse(TEXT, chunk_bytes=chunk_bytes)) == everything(parse(TEXT))


@pytest.mark.parametrize("chunk_bytes", [64, 300])
def test_small_chunks_give_the_same_of_json_and_csv(parse, gateway, chunk_bytes):
    rows = [
        {"time": f"2026-01-02T03:04:{n:02d}Z", "provider": "house", "api": "web", "status": status, "path": "/a,b"}
        for n, status in enumerate([200, "404", 9999, 200.0, None, "x", 500])
    ]
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    assert everything(parse(lines, gateway(), chunk_bytes=chunk_bytes)) == everything(parse(lines, gateway()))
    text = "time,provider,api,status,path\n" + "".join(
        f'{row["time"]},house,web,{row["status"]},"{row["path"]}"\n' for row in rows
    )
    source = gateway(format="csv", identity="content")
    assert everything(parse(text.encode(), source, chunk_bytes=chunk_bytes)) == everything(parse(text.encode(), source))


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstandard.compress,
        lambda text: gzip.compress(text[:500]) + gzip.compress(text[500:]),
        lambda text: zstandard.compress(text[:500]) + zstandard.compress(text[500:]),
    ],
    ids=["gzip", "zstd", "gzip members", "zstd frames"],
)
def test_a_packed_file_gives_what_the_plain_one_gives(parse, pack):
    assert everything(parse(pack(TEXT))) == everything(parse(TEXT))
    assert everything(parse(pack(TEXT), chunk_bytes=64)) == everything(parse(TEXT))


def test_a_byte_order_mark_is_no_part_of_the_first_line(parse, gateway):
    line = b'{"time": "2026-01-02T03:04:05Z", "provider": "house", "api": "web"}\n'
    assert parse(b"\xef\xbb\xbf" + line, gateway()).events.height == 1
    csv = b"time,provider,api\n2026-01-02T03:04:05Z,house,web\n"
    marked = parse(b"\xef\xbb\xbf" + csv, gateway(format="csv"))
    assert (marked.events.height, marked.ignored) == (1, 1)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_behind_a_byte_order_mark_every_line_is_read_and_keeps_its_offset_in_the_file(parse, pack):
    content = b"\xef\xbb\xbf" + TEXT
    marked, plain = parse(pack(content)), parse(TEXT)
    assert marked.events["line_no"].to_list() == plain.events["line_no"].to_list()
    assert (marked.reasons, marked.ignored) == (plain.reasons, plain.ignored)
    by_position = position_identities(fingerprint_of(content[:1024]), np.array([3]))
    assert marked.keys[0] == event_keys("adhoc_combined", by_position).row(0)


def test_a_chunk_says_how_many_bytes_it_read(parse):
    assert sum(chunk.bytes for chunk in parse(TEXT, chunk_bytes=100).chunks) == len(TEXT)

"""Whatever the bytes: every line is accounted for, nothing but a refusal is raised, and chunks make no difference."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.errors import LoadRefused
from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import Source, adhoc_source

COMMON = b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a/17 HTTP/1.1" 200 571'
COMBINED = b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a/17 HTTP/1.1" 200 571 "-" "curl"'
JSON = json.dumps({"time": "2026-01-02T03:04:05Z", "status": 200, "path": "/a", "attributes": {"a": 1}}).encode()
CSV = b'2026-01-02T03:04:05Z,192.0.2.1,GET,"/a,b",200,12'
BALANCER = (
    b'http 2018-07-02T22:23:00.186641Z lb [2001:db8::7]:80 - 0.1 -1 0.1 200 - 1 2 "GET http://h:80/a?b HTTP/1.1" '
    b'"curl" - - - "Root=1" "-" "-" 0 2018-07-02T22:22:48.364Z "forward" "-" "-" "-" "-" "-" "-" TID_1 "host" "-" "-"'
)
HEADER = b"time,ip,method,path,status,bytes\n"
TRICKY = (
    b"\\",
    b'"',
    b"\0",
    b"\r",
    b"\xff",
    b"\xc3",
    b",",
    b"{",
    b"[",
    b"\\u0000",
    b"9" * 30,
    b"1e999",
    b"-",
    b" ",
    b":",
    b"-1",
)


@st.composite
def damaged(draw: st.DrawFn, line: bytes) -> bytes:
    """A good line with a few bytes replaced, cut out or put in."""
    for _ in range(draw(st.integers(0, 3))):
        at, length = draw(st.integers(0, len(line))), draw(st.integers(0, 6))
        line = line[:at] + draw(st.sampled_from(TRICKY) | st.binary(max_size=4)) + line[at + length :]
    return line


def contents(line: bytes) -> st.SearchStrategy[bytes]:
    lines = st.lists(damaged(line) | st.binary(max_size=30) | st.just(line), max_size=12)
    ending = st.sampled_from([b"\n", b"\r\n"])
    return st.builds(lambda parts, end, last: end.join(parts) + last, lines, ending, st.sampled_from([b"", b"\n"]))


def outcome(path: Path, source: Source, chunk_bytes: int) -> object:
    limits = Settings(_env_file=None, chunk_bytes=chunk_bytes, max_line_bytes=400)
    try:
        chunks = list(open_records(path, source, limits))
    except LoadRefused as refused:
        return refused.code
    assert all(chunk.lines == chunk.events.height + chunk.quarantined.height + chunk.ignored for chunk in chunks)
    if not chunks:
        return None
    events = pl.concat([chunk.events for chunk in chunks])
    quarantined = pl.concat([chunk.quarantined for chunk in chunks])
    lines = path.read_bytes().count(b"\n") + (not path.read_bytes().endswith(b"\n"))
    assert sum(chunk.lines for chunk in chunks) == lines
    assert events.select(pl.col(pl.String).str.contains("\0", literal=True).any()).sum_horizontal().item() == 0
    return events.rows(), quarantined.rows()


def with_attributes(form: str) -> Source:
    fields = adhoc_source(form, "house").fields | {"attributes": {"field": "attributes", "optional": True}}
    return Source.model_validate({"name": "any", "format": form, "identity": "content", "fields": fields})


def with_further_fields() -> Source:
    given = {"api_id": {"constant": "web"}, "provider_id": {"field": "conn_trace_id"}, "user_id": {"field": "trace_id"}}
    given["client_id"] = {"field": "transformed_host"}
    named = {"identity": "field", "identity_field": "conn_trace_id"}
    return Source.model_validate({"name": "any", "format": "alb", "fields": given} | named)


@pytest.mark.parametrize(
    ("source", "line", "header"),
    [
        (adhoc_source("combined", "house"), COMBINED, b""),
        (adhoc_source("common", "house"), COMMON, b""),
        (adhoc_source("alb", "house"), BALANCER, b""),
        (with_further_fields(), BALANCER, b""),
        (with_attributes("json"), JSON, b""),
        (with_attributes("csv"), CSV, HEADER),
    ],
    ids=["combined", "common", "alb", "alb with further fields", "json", "csv"],
)
def test_any_bytes_are_accounted_for_whatever_the_chunks(tmp_path: Path, source, line, header):
    path = tmp_path / "log"

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(content=contents(line))
    def check(content: bytes) -> None:
        path.write_bytes(header + content)
        assert outcome(path, source, 64) == outcome(path, source, 2**20)

    check()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(content=st.binary(max_size=200), magic=st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PAR1"]))
def test_bytes_that_pretend_to_be_an_archive_are_refused_or_read(tmp_path_factory, content, magic):
    path = tmp_path_factory.getbasetemp() / "pretender"
    path.write_bytes(magic + content)
    for form in ("combined", "parquet"):
        outcome(path, adhoc_source(form, "house"), 64) if form == "combined" or magic else None

"""Files that hurt, in every line format: marks, line ends, endless lines, broken archives and bombs."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.warehouse.parsing.balancer_lines import HTTPS
from warehouse.errors import LoadRefused
from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

LINES = {
    "combined": b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a/17 HTTP/1.1" 200 571 "-" "curl"',
    "common": b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a/17 HTTP/1.1" 200 571',
    "alb": HTTPS.encode(),
    "json": b'{"time": "2026-01-02T03:04:05Z", "status": 200, "path": "/a/17"}',
    "csv": b'2026-01-02T03:04:05Z,200,"/a/17"',
}
HEADERS = {"csv": b"time,status,path\n"}
BOM = b"\xef\xbb\xbf"
PACKS = {"plain": bytes, "gzip": gzip.compress, "zstd": zstandard.compress}

each_format = pytest.mark.parametrize("form", LINES)


@pytest.fixture
def counted(tmp_path: Path) -> Callable[..., tuple[int, list[tuple[int, str]], int] | str]:
    """Events, reasons and ignored lines of a file of these bytes, or the code of the refusal."""

    def read(content: bytes, form: str, **limits: int) -> tuple[int, list[tuple[int, str]], int] | str:
        path = tmp_path / "any.log"
        path.write_bytes(content)
        try:
            chunks = list(open_records(path, adhoc_source(form, "house"), Settings(_env_file=None, **limits)))
        except LoadRefused as refused:
            return refused.code
        for chunk in chunks:
            assert chunk.lines == chunk.events.height + chunk.quarantined.height + chunk.ignored
        reasons = [row for chunk in chunks for row in chunk.quarantined.select("line_no", "reason").rows()]
        return sum(chunk.events.height for chunk in chunks), reasons, sum(chunk.ignored for chunk in chunks)

    return read


def file_of(form: str, *lines: bytes, end: bytes = b"\n") -> bytes:
    return HEADERS.get(form, b"").replace(b"\n", end) + b"".join(line + end for line in lines)


@each_format
@pytest.mark.parametrize("mark", [b"", BOM], ids=["bare", "marked"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_marks_and_line_ends_change_nothing(counted, form, mark, end):
    line, heads = LINES[form], len(HEADERS.get(form, b"")) > 0
    content = mark + file_of(form, line, b"", line, b"\xff" + line, line + b"\0", line, end=end)
    expected = (3, [(4 + heads, "invalid_utf8"), (5 + heads, "nul_byte")], 1 + heads)
    assert counted(content, form) == expected
    assert counted(content, form, chunk_bytes=64) == expected
    assert counted(content.removesuffix(end), form) == expected


@each_format
def test_a_mark_that_is_no_beginning_of_the_file_spoils_its_line_at_most(counted, form):
    heads = len(HEADERS.get(form, b"")) > 0
    events, reasons, ignored = counted(file_of(form, LINES[form], BOM + LINES[form], BOM, LINES[form]), form)
    assert (events + len(reasons), ignored) == (4, heads)
    assert {line_no for line_no, _ in reasons} <= {2 + heads, 3 + heads}


@each_format
@pytest.mark.parametrize("pack", PACKS)
def test_a_line_of_ten_megabytes_costs_itself_alone(counted, form, pack):
    line, heads = LINES[form], len(HEADERS.get(form, b"")) > 0
    content = PACKS[pack](file_of(form, line, line + b"x" * 10_000_000, line))
    limits = {"max_expansion": 100_000}
    for chunk_bytes in (100_000, 8 * 2**20):
        found = counted(content, form, chunk_bytes=chunk_bytes, **limits)
        assert found == (2, [(2 + heads, "line_too_long")], heads)


@each_format
@pytest.mark.parametrize(("pack", "code"), [(gzip.compress, "truncated_gzip"), (zstandard.compress, "truncated_zstd")])
def test_an_archive_cut_at_any_byte_is_refused(counted, form, pack, code):
    packed = pack(file_of(form, *[LINES[form] + b" " * n for n in range(20)]))
    # So few bytes tell nobody that they are the beginning of an archive: they are garbage, or nothing.
    magic = 2 if code == "truncated_gzip" else 4
    assert {counted(packed[:end], form) for end in range(magic, len(packed))} == {code}
    for end in range(magic):
        found = counted(packed[:end], form)
        assert found == "wrong_format" if isinstance(found, str) else found[0] == 0


@each_format
@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_a_bomb_is_refused_in_every_format(counted, form, pack):
    bomb = PACKS[pack](file_of(form, *[LINES[form]] * (40 * 2**20 // len(LINES[form]))))
    assert counted(bomb, form, chunk_bytes=2**20, max_expansion=20) == "expansion_ratio"

import json

import pytest

GOOD = b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET /a HTTP/1.1" 200 571 "-" "curl"\n'


def json_line(**changed: object) -> bytes:
    given = {"time": "2026-01-02T03:04:05Z", "provider": "house", "api": "web", "method": "GET", "path": "/a"}
    kept = {name: value for name, value in (given | changed).items() if value is not None}
    return json.dumps(kept).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b"<<< upstream closed >>>\n", "unparseable", "not an access log line: <<< upstream closed >>>"),
        (GOOD.replace(b"07/Dec", b"31/Feb"), "impossible_date", "time 31/Feb/2016:11:05:07 +0000 is no date"),
        (GOOD.replace(b"11:05:07", b"25:05:07"), "impossible_date", "time 07/Dec/2016:25:05:07 +0000 is no date"),
        (GOOD.replace(b"2016", b"1875"), "impossible_date", "between 1990 and 2100"),
        (GOOD.replace(b"07/Dec/2016:11:05:07 +0000", b"yesterday"), "unparseable", "'yesterday' is in no form of time"),
        (GOOD.replace(b"curl", b"cu\xff\xferl"), "invalid_utf8", "not UTF-8"),
        (GOOD.replace(b"curl", b"cu\x00rl"), "nul_byte", "holds a NUL byte"),
        (GOOD.replace(b"curl", b"c" * 70_000), "line_too_long", "the line has 70,075 bytes, more than 65,536"),
        (GOOD.replace(b"200", b"9999"), "out_of_range", "status 9999 is outside 100..599"),
        (GOOD.replace(b"200", b"0"), "out_of_range", "status 0 is outside 100..599"),
        (GOOD.replace(b"200", b"2x0"), "unparseable", "status '2x0' is not a whole number"),
        (GOOD.replace(b"571", b"-571"), "out_of_range", "bytes -571 is outside 0..1000000000000000"),
        (GOOD.replace(b"571", b"9" * 30), "out_of_range", "bytes 999999999999999999999999999999 is outside"),
        (GOOD.replace(b"- -", b"- " + b"u" * 201, 1), "out_of_range", "remote_user is longer than 200 bytes: uuu"),
    ],
)
def test_a_bad_access_log_line_is_quarantined_with_its_reason_and_a_sentence(parse, line, reason, detail):
    parsed = parse(GOOD + line + GOOD)
    assert parsed.reasons == [(2, reason)]
    assert detail in parsed.details[0]
    assert parsed.events["line_no"].to_list() == [1, 3]


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"time": "2026-01-02T0\n', "unparseable", "not JSON: Unterminated string"),
        (b'{"time": 1, "provider": NaN}\n', "unparseable", "not JSON: NaN is no JSON"),
        (b'["a"]\n', "unparseable", "JSON, but no object"),
        (b'{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}\n", "unparseable", "not JSON: nested too deeply"),
        (b'{"a": 1e400}\n', "unparseable", "not JSON that can be read"),
        (b'{"a": 1}{"a": 2}\n', "unparseable", "not JSON: Extra data"),
        (json_line(time=None), "missing_field", "time is missing"),
        (json_line(time="-"), "missing_field", "time is missing"),
        (json_line(provider=""), "missing_field", "provider is missing"),
        (json_line(time="2026-02-31T00:00:00Z"), "impossible_date", "time 2026-02-31T00:00:00Z is no date"),
        (json_line(time="2026-01-02T03:04:05+99:00"), "impossible_date", "is no date"),
        (json_line(time=12), "impossible_date", "time 12 is no date"),
        (json_line(time=True), "unparseable", "'true' is in no form of time"),
        (json_line(status="abc"), "unparseable", "status 'abc' is not a whole number"),
        (json_line(status=200.5), "unparseable", "status '200.5' is not a whole number"),
        (json_line(status=True), "unparseable", "status 'true' is not a whole number"),
        (json_line(bytes=2**63), "out_of_range", "bytes 9223372036854775808 is outside"),
        (json_line(bytes=10**40), "unparseable", "not JSON that can be read"),
        (json_line(latency_us=-1), "out_of_range", "latency_us -1 is outside"),
        (json_line(quantity="many"), "unparseable", "quantity 'many' is not a number"),
        (json_line(quantity="1" + "0" * 30), "out_of_range", "quantity 1000000000000000000000000000000 is outside"),
        (json_line(client={"id": 7}), "unparseable", 'client is no single value: {"id": 7}'),
        (json_line(client=["a", "b"]), "unparseable", "client is no single value"),
        (json_line(client="a\0b"), "nul_byte", "client holds a NUL character"),
        (json_line(client="\ud800"), "invalid_utf8", "client holds a lone surrogate, which no UTF-8 text can"),
        (json_line(client="\udc00x"), "invalid_utf8", "client holds a lone surrogate, which no UTF-8 text can"),
        (json_line(client="\ud83d\\\ude00"), "invalid_utf8", "client holds a lone surrogate, which no UTF-8 text can"),
        (json_line(time="2026-01-02\ud800"), "invalid_utf8", "time holds a lone surrogate, which no UTF-8 text can"),
        (json_line(other="\udc00x"), "unparseable", "it holds a lone surrogate, which no UTF-8 text can"),
    ],
)
def test_a_bad_json_line_is_quarantined_alone(parse, gateway, line, reason, detail):
    parsed = parse(json_line() + line + json_line(status=404), gateway())
    assert parsed.reasons == [(2, reason)]
    assert detail in parsed.details[0]
    assert parsed.events["status_code"].to_list() == [None, 404]


def test_whole_surrogate_pairs_and_backslashes_before_such_letters_are_kept(parse, gateway):
    clients = ["😀", "a\\ud800", "😀\\😀", "\\\\😀\\\\ude00"]
    parsed = parse(b"".join(json_line(client=client) for client in clients), gateway())
    assert (parsed.events["client_id"].to_list(), parsed.reasons) == (clients, [])


def test_ten_megabytes_without_a_newline_are_one_line_of_which_the_beginning_is_kept(parse):
    parsed = parse(GOOD + b"x" * 10_000_000 + b"\n" + GOOD, chunk_bytes=100_000)
    assert parsed.reasons == [(2, "line_too_long")]
    assert parsed.details == ["the line has 10,000,000 bytes, more than 65,536"]
    assert sum(len(line) for chunk in parsed.chunks for line in chunk.quarantined["line"]) == 4096
    assert max(chunk.bytes for chunk in parsed.chunks) == 10_000_001
    again = parse(GOOD + b"x" * 10_000_000 + b"\n" + GOOD, chunk_bytes=32 * 2**20)
    assert (again.details, again.keys, again.reasons) == (parsed.details, parsed.keys, parsed.reasons)


def test_a_last_line_without_newline_counts_if_it_parses_and_waits_if_it_does_not(parse):
    assert parse(GOOD + GOOD.removesuffix(b"\n")).events.height == 2
    waiting = parse(GOOD + GOOD[:40])
    assert waiting.reasons == [(2, "unterminated")]
    assert waiting.details[0].startswith("the last line has no newline yet and does not parse: not an access log line")


def test_a_last_line_cut_inside_a_character_waits_too(parse):
    assert parse(GOOD + "192.0.2.1 - é".encode()[:-1]).reasons == [(2, "unterminated")]


def test_a_last_line_that_is_too_long_already_does_not_wait(parse):
    assert parse(GOOD + b"x" * 70_000).reasons == [(2, "line_too_long")]


def test_blank_lines_and_declared_comments_are_ignored_and_counted(parse, gateway):
    content = b"\n \t\r\n# rotated\n" + json_line() + b"\r\n"
    parsed = parse(content, gateway(comment="#"))
    assert (parsed.lines, parsed.ignored, parsed.events.height) == (5, 4, 1)
    assert parsed.events["line_no"].to_list() == [4]
    assert parse(content, gateway()).reasons == [(3, "unparseable")]


def test_many_bad_lines_among_many_good_ones_are_found_each(parse, gateway):
    torn, wrong = b'{"time": "2026-\n', b"{not json}\n"
    lines = [torn if n % 7 == 0 else wrong if n % 11 == 0 else json_line() for n in range(900)]
    parsed = parse(b"".join(lines), gateway())
    assert [line_no for line_no, _ in parsed.reasons] == [n + 1 for n in range(900) if n % 7 == 0 or n % 11 == 0]
    assert {reason for _, reason in parsed.reasons} == {"unparseable"}


def test_an_empty_file_has_no_lines_and_is_no_error(parse, gateway):
    for source in ("combined", "json", "csv", gateway()):
        assert parse(b"", source).chunks == []

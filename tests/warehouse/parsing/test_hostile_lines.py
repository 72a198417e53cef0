"""Lines made to be slow or deep: each may cost time in proportion to its length, and none may stop a load."""

import time

import pytest

MOST = 65_000
TIME = "[07/Dec/2016:11:05:07 +0000]"


def request(target: str) -> bytes:
    return f'192.0.2.1 - - {TIME} "GET {target} HTTP/1.1" 200 1 "-" "curl"\n'.encode()


@pytest.mark.parametrize(
    "line",
    [
        b"[" * MOST,
        b"a, " * (MOST // 3),
        b" " * MOST + b"[x",
        b'1 - - [x] "' + b"\\\\" * (MOST // 2),
        b'1 - - [x] "GET ' + b" " * MOST + b'" 200 1 "-" "-"',
        request("/" + "1" * MOST + "x"),
        request("/" + "1a." * (MOST // 3)),
        request("/a" * (MOST // 2)),
        request("/" + "-" * MOST),
        request("/" + "%41" * (MOST // 3)),
        request("/\\x41" * (MOST // 6)),
        b"1.2.3.4, " * (MOST // 9) + f'- - {TIME} "GET / HTTP/1.1" 200 1 "-" "-"'.encode(),
        f'1.2.3.4 - - {TIME} "GET / HTTP/1.1" 200 1 "-" "-"'.encode() + b' "' * (MOST // 2),
    ],
    ids=range(13),
)
def test_no_access_log_line_takes_more_than_a_moment(parse, line):
    started = time.process_time()
    parsed = parse(line.removesuffix(b"\n") + b"\n", max_line_bytes=2 * MOST)
    assert parsed.lines == 1
    assert time.process_time() - started < 5


BALANCER = "http 2018-07-02T22:23:00.186641Z lb 192.0.2.1:1 - 0.1 0.1 0.1 200 200 1 1"
TAIL = '"curl" - - - "-"'


@pytest.mark.parametrize(
    "line",
    [
        "a " * (MOST // 2),
        f'{BALANCER} "' + "\\\\" * (MOST // 2),
        f'{BALANCER} "GET http://h:80/' + " " * MOST + f' HTTP/1.1" {TAIL}',
        f'{BALANCER} "GET ' + "h" * MOST + f'://h:80/ HTTP/1.1" {TAIL}',
        f'{BALANCER} "GET http://' + "h:" * (MOST // 2) + f'80 HTTP/1.1" {TAIL}',
        f'{BALANCER} "GET http://h:80/\\x41' + "/\\x41" * (MOST // 5) + f' HTTP/1.1" {TAIL}',
        f'{BALANCER} "GET http://h:80/ HTTP/1.1" {TAIL}' + ' "' * (MOST // 2),
        f'{BALANCER} "GET http://h:80/ HTTP/1.1" {TAIL}' + ' "-"' * (MOST // 4),
        BALANCER.replace("192.0.2.1", "[" * MOST) + f' "GET http://h:80/ HTTP/1.1" {TAIL}',
        BALANCER.replace(" 0.1 ", f" {'0' * MOST}1 ") + f' "GET http://h:80/ HTTP/1.1" {TAIL}',
    ],
    ids=range(10),
)
def test_no_load_balancer_line_takes_more_than_a_moment(parse, line):
    started = time.process_time()
    parsed = parse(line.encode() + b"\n", "alb", max_line_bytes=4 * MOST)
    assert parsed.lines == 1
    assert time.process_time() - started < 5


@pytest.mark.parametrize("depth", [500, 990, 1015, 5000])
@pytest.mark.parametrize("text", ["", r"\\", r"\u0041"], ids=["plain", "backslash", "unicode escape"])
@pytest.mark.parametrize("member", ["client", "attributes", "other"])
def test_deep_nesting_costs_its_own_line_at_most(parse, gateway, depth, text, member):
    source = gateway(fields={"attributes": {"field": "attributes"}})
    start = '{"time": "2026-01-02T03:04:05Z", "provider": "house", "api": "web", '
    nested = '{"a":' * depth + "1" + "}" * depth
    deep = start + f'"text": "{text}", "{member}": {nested}}}\n'
    parsed = parse(deep.encode() + f'{start}"client": "good"}}\n'.encode(), source)
    assert parsed.events["client_id"].to_list()[-1] == "good"
    assert parsed.events.height + len(parsed.reasons) == 2

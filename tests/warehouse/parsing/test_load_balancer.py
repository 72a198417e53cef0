"""Access logs of AWS Application Load Balancers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.warehouse.parsing.balancer_lines import (
    AT,
    GROUP,
    GRPC,
    H2,
    HTTP,
    HTTPS,
    LAMBDA,
    LAMBDA_FAILED,
    MALFORMED,
    NOTHING,
    WS,
    WSS,
)
from warehouse.sources import Source

COLUMNS = ("ip", "method", "path", "status_code", "latency_us", "request_bytes", "response_bytes", "user_agent")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (HTTP, ("192.168.131.39", "GET", "/", 200, 1_000, 34, 366, "curl/7.46.0")),
        (HTTPS, ("192.168.131.39", "GET", "/", 200, 171_000, 0, 57, "curl/7.46.0")),
        (H2, ("10.0.1.252", "GET", "/", 200, 2_000, 5, 257, "curl/7.46.0")),
        (WS, ("10.0.0.140", "GET", "/", 101, 4_000, 218, 587, None)),
        (WSS, ("10.0.0.140", "GET", "/", 101, 1_000, 218, 786, None)),
        (LAMBDA, ("192.168.131.39", "GET", "/", 200, 1_000, 34, 366, "curl/7.46.0")),
        (LAMBDA_FAILED, ("192.168.131.39", "GET", "/", 502, 1_000, 34, 366, "curl/7.46.0")),
        (MALFORMED, ("205.210.31.158", None, None, 400, None, 0, 272, None)),
        (NOTHING, ("205.210.31.158", None, None, 400, None, 0, 272, None)),
        (GRPC, ("192.168.131.39", "POST", "/shop.Orders/Get", 200, 171_000, 0, 57, "curl/7.46.0")),
    ],
    ids=["http", "https", "h2 redirect", "ws", "wss", "lambda", "lambda failed", "malformed", "nothing", "grpcs"],
)
def test_the_examples_of_aws_give_the_fields_they_have(parse, line, expected):
    event = parse(line.encode() + b"\n", "alb").event
    assert tuple(event[name] for name in COLUMNS) == expected
    at = (
        datetime(2018, 11, 30, 22, 23, 0, 186641, UTC)
        if "2018-11" in line
        else datetime(2018, 7, 2, 22, 23, 0, 186641, UTC)
    )
    assert (event["usage_at"], event["client_id"]) == (at, "anonymous")
    assert event["endpoint"] == ((expected[2] or "(none)") if line != GRPC else "/shop.Orders/Get")


@pytest.mark.parametrize(
    ("before", "after", "column", "expected"),
    [
        ("192.168.131.39:2817", "[2001:db8::7]:2817", "ip", "2001:db8::7"),
        ("192.168.131.39:2817", "2001:db8::7:2817", "ip", "2001:db8::7"),
        ("443/ HTTP", "443/v1/orders/8312?page=2&q=a%20b HTTP", "path", "/v1/orders/8312?page=2&q=a%20b"),
        ("443/ HTTP", "443/v1/orders/8312?page=2 HTTP", "endpoint", "/v1/orders/{id}"),
        ("443/ HTTP", "443/a b?c d HTTP", "path", "/a b?c d"),
        ("443/ HTTP", r"443/?q=\x22x\x22 HTTP", "path", '/?q="x"'),
        ("443/ HTTP", "443 HTTP", "path", "/"),
        ("443/ HTTP", "443?a=/b HTTP", "path", "/?a=/b"),
        ("GET https://www.example.com:443/ HTTP", "OPTIONS https://www.example.com:443* HTTP", "path", "*"),
        ("https://www.example.com:443/ HTTP", "https://[2001:db8::1]:443/x HTTP", "path", "/x"),
        ("curl/7.46.0", r"a \x22b\x22 \x5C", "user_agent", r'a "b" ' + "\\"),
        ("0.086 0.048", "0.086 -1", "latency_us", None),
        ("0.086 0.048 0.037", "0.1234567 1 0", "latency_us", 1_123_457),
        (" 200 200 ", " 000 - ", "status_code", None),
        (" 200 200 ", " - - ", "status_code", None),
        (" 200 200 ", " 460 - ", "status_code", 460),
        (' "TransformSuccess"', ' "TransformSuccess" 3.34.116.99 "new field" - "torn', "response_bytes", 57),
    ],
)
def test_a_line_that_says_otherwise_is_read_so(parse, before, after, column, expected):
    assert before in HTTPS
    assert parse(HTTPS.replace(before, after, 1).encode() + b"\n", "alb").event[column] == expected


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b"Enable AccessLog for ELB: app/my-loadbalancer at 2020-11-20T09:55:52.806Z", "unparseable", "not an access"),
        (b'192.0.2.1 - - [07/Dec/2016:11:05:07 +0000] "GET / HTTP/1.1" 200 5 "-" "-"', "unparseable", "not an access"),
        (HTTPS[: HTTPS.index(GROUP)].encode(), "unparseable", "not an access log line"),
        (HTTPS.replace("07-02T", "02-31T").encode(), "impossible_date", "time 2018-02-31T22:23:00.186641Z is no date"),
        (HTTPS.replace(AT, "yesterday").encode(), "unparseable", "'yesterday' is in no form of time"),
        (HTTPS.replace("0.048", "fast").encode(), "unparseable", "'0.086 fast 0.037' is not a number"),
        (HTTPS.replace("0.086 0.048", "-1 fast").encode(), "unparseable", "'-1 fast 0.037' is not a number"),
        (HTTPS.replace("0.048", "-2").encode(), "unparseable", "'0.086 -2 0.037' is not a number"),
        (HTTPS.replace("0.048", "9" * 40).encode(), "unparseable", "is not a number"),
        (HTTPS.replace("0.048", "9" * 20).encode(), "out_of_range", "is outside 0..1000000000000000"),
        (HTTPS.replace(" 200 200 ", " 999 200 ").encode(), "out_of_range", "elb_status_code 999 is outside 100..599"),
        (HTTPS.replace(" 0 57 ", " -7 57 ").encode(), "out_of_range", "received_bytes -7 is outside"),
        (HTTPS.replace("curl", "cu\0rl").encode(), "nul_byte", "holds a NUL byte"),
        (HTTPS.encode().replace(b"curl", b"cu\xffrl"), "invalid_utf8", "not UTF-8"),
        (HTTPS.replace("curl", "c" * 70_000).encode(), "line_too_long", "more than 65,536"),
    ],
)
def test_a_bad_line_is_quarantined_alone(parse, line, reason, detail):
    good = HTTP.encode() + b"\n"
    parsed = parse(good + line + b"\n" + good, "alb")
    assert parsed.reasons == [(2, reason)]
    assert detail in parsed.details[0]
    assert parsed.events["line_no"].to_list() == [1, 3]


def test_a_cut_off_last_line_waits_until_what_is_counted_of_it_is_whole(parse):
    before = HTTP.encode() + b"\n" + HTTP.encode() + b"\n" + HTTP.encode() + b"\n"
    behind_trace = HTTPS.index('" "www.example.com"') + 1
    whole = parse(before + HTTPS.encode() + b"\n", "alb").events
    for end in (*range(1, len(HTTPS), 11), behind_trace - 1, behind_trace, behind_trace + 1):
        parsed = parse(before + HTTPS[:end].encode(), "alb")
        assert parsed.reasons == ([] if end >= behind_trace else [(4, "unterminated")])
        assert parsed.events.rows() == whole.rows()[: 4 if end >= behind_trace else 3]


def source(**fields: object) -> Source:
    given = {"provider_id": {"constant": "house"}, "api_id": {"constant": "web"}} | fields
    return Source.model_validate({"name": "alb", "format": "alb", "fields": given})


def test_a_source_maps_further_fields_by_the_names_aws_gives_them(parse):
    further = source(
        client_id={"field": "domain_name"},
        project_id={"field": "request_transform_status"},
        user_id={"field": "conn_trace_id"},
        latency_us={"field": "target_processing_time", "unit": "s", "missing": ["-", "-1"]},
    )
    lines = [HTTPS, HTTPS.replace("curl", r"c\x75rl"), H2, LAMBDA_FAILED, MALFORMED]
    events = parse("\n".join(lines).encode() + b"\n", further).events
    assert events.select("client_id", "project_id", "user_id", "latency_us", "user_agent").rows() == [
        ("www.example.com", "TransformSuccess", "TID_1234abcd5678ef90", 48_000, "curl/7.46.0"),
        ("www.example.com", "TransformSuccess", "TID_1234abcd5678ef90", 48_000, "curl/7.46.0"),
        ("anonymous", None, "TID_1234abcd5678ef90", 2_000, "curl/7.46.0"),
        ("anonymous", None, None, 1_000, "curl/7.46.0"),
        ("anonymous", None, "TID_12ab", None, None),
    ]


def test_the_sample_log_is_read_whole(parse, shared: Path):
    parsed = parse(shared / "data" / "access_logs" / "aws_alb.log", "alb")
    events = parsed.events
    assert (events.height, parsed.reasons) == (14, [])
    assert (events["request_bytes"].sum(), events["response_bytes"].sum()) == (1670, 2387)
    assert events["latency_us"].drop_nulls().to_list() == [1_000, 171_000, 2_000, 171_000, 171_000, 2_000]

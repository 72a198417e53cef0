from datetime import UTC, datetime

import pytest

from warehouse.sources import Source

COMBINED = (
    b'203.0.113.7 - acme [07/Dec/2016:11:05:07 +0100] "GET /v1/orders/8312?page=2 HTTP/1.1" 200 571 "-" "curl/8.0"\n'
)
COMMON = b'::1 - - [26/Dec/2016:16:16:29 +0200] "GET /favicon.ico HTTP/1.1" 404 209\n'


def test_a_combined_line_gives_every_field_it_has(parse):
    event = parse(COMBINED).event
    assert event["usage_at"] == datetime(2016, 12, 7, 10, 5, 7, tzinfo=UTC)
    told = ("ip", "client_id", "method", "operation", "path", "endpoint", "status_code", "response_bytes", "user_agent")
    assert [event[name] for name in told] == [
        "203.0.113.7", "acme", "GET", "read", "/v1/orders/8312?page=2", "/v1/orders/{id}", 200, 571, "curl/8.0"
    ]  # fmt: skip
    assert (event["provider_id"], event["api_id"], event["event_type"]) == ("house", "web", "request")
    assert event["is_time_assigned"] is False


def test_combined_and_common_lines_are_read_by_either_format(parse):
    for form in ("combined", "common"):
        parsed = parse(COMBINED + COMMON, form)
        assert parsed.events["status_code"].to_list() == [200, 404]
        assert parsed.events["user_agent"].to_list() == (["curl/8.0", None] if form == "combined" else [None, None])


@pytest.mark.parametrize(
    "addresses",
    [
        b'"10.5.102.222, 199.96.1.1, 204.246.1.1" 10.2.1.185',
        b"10.0.0.2, 127.0.0.1, 199.96.1.1",
        b"10.0.0.2, 199.96.1.1 10.2.2.121",
        b"199.96.1.1",
    ],
)
def test_of_several_addresses_the_first_public_one_counts(parse, addresses):
    line = addresses + b' - - [22/Jan/2016:13:18:29 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'
    assert parse(line).event["ip"] == "199.96.1.1"


def test_of_private_addresses_only_the_first_one_counts(parse):
    line = b'10.0.0.2, 192.168.1.9 - - [22/Jan/2016:13:18:29 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'
    assert parse(line).event["ip"] == "10.0.0.2"


@pytest.mark.parametrize("request_line", [b"-", b"", b"\\x16\\x03\\x01", b"hello"])
def test_a_request_that_is_none_is_an_event_without_method_and_endpoint(parse, request_line):
    event = parse(b'127.0.0.1 - - [02/Feb/2019:05:38:45 +0100] "' + request_line + b'" 408 152 "-" "-"\n').event
    assert (event["method"], event["endpoint"], event["operation"], event["status_code"]) == (
        None, "(none)", "other", 408
    )  # fmt: skip
    assert event["user_agent"] is None
    assert event["client_id"] == "anonymous"


def test_escapes_of_nginx_and_apache_are_undone(parse):
    line = (
        rb'192.0.2.1 - jo\x22e smith [02/Feb/2019:05:38:45 +0000] "GET /a?q=\"x\" HTTP/1.1" 200 1 "-" "a \x5C b \"c\""'
    )
    event = parse(line + b"\n").event
    assert (event["client_id"], event["path"], event["user_agent"]) == ('jo"e smith', '/a?q="x"', 'a \\ b "c"')


def test_escapes_that_hide_no_printable_text_stay_as_they_were_written(parse):
    line = rb'192.0.2.1 - - [02/Feb/2019:05:38:45 +0000] "GET / HTTP/1.1" 200 1 "-" "\xFF\x00"'
    assert parse(line + b"\n").event["user_agent"] == r"\xFF\x00"


@pytest.mark.parametrize("behind", [b"5f9c 0.123", b'"5f9c" "0.123"', b'5f9c "0.123" more "and more"'])
def test_declared_fields_behind_the_line_are_read_bare_or_quoted(parse, behind):
    source = Source.model_validate(
        {
            "name": "nginx_request_id",
            "format": "combined",
            "identity": "field",
            "identity_field": "request_id",
            "trailing": ["request_id", "request_time"],
            "fields": {
                "provider_id": {"constant": "house"},
                "api_id": {"constant": "web"},
                "latency_us": {"field": "request_time", "unit": "s"},
            },
        }
    )
    line = COMBINED.removesuffix(b"\n") + b" " + behind + b"\n"
    plain = parse(line, source)
    assert plain.event["latency_us"] == 123_000
    escaped = parse(line.replace(b"curl", rb"\x41"), source)
    assert escaped.keys == plain.keys
    assert (escaped.event["user_agent"], escaped.event["latency_us"]) == ("A/8.0", 123_000)
    assert parse(COMBINED, source).reasons == [(1, "missing_field")]
    assert parse(COMBINED.removesuffix(b"\n") + b" 5f9", source).reasons == [(1, "unterminated")]


def test_extra_fields_that_nobody_declared_are_passed_over(parse):
    assert parse(COMBINED.replace(b'"curl/8.0"', b'"curl/8.0" "-" 0.01 "x"')).event["user_agent"] == "curl/8.0"


def test_a_last_line_cut_off_inside_does_not_pass_for_a_shorter_form(parse):
    cut = COMBINED[: COMBINED.index(b"571") + 2]
    assert parse(COMBINED + cut).reasons == [(2, "unterminated")]
    assert parse(COMBINED + COMBINED.removesuffix(b"\n")).events.height == 2

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

BASE = {"time": "2026-01-02T03:04:05Z", "provider": "house", "api": "web"}


def line(**given: object) -> bytes:
    return json.dumps(BASE | given).encode() + b"\n"


@pytest.fixture
def source(gateway):
    return gateway(fields={"attributes": {"field": "attributes"}, "user_id": {"field": ["user", "uid"]}})


def test_numbers_are_read_bare_and_as_text(parse, source):
    parsed = parse(line(status=200, bytes=12) + line(status="404", bytes="13") + line(status=500.0, bytes=None), source)
    assert parsed.events["status_code"].to_list() == [200, 404, 500]
    assert parsed.events["response_bytes"].to_list() == [12, 13, None]


def test_ids_that_are_numbers_are_read_as_text(parse, source):
    events = parse(line(client=42, user=7) + line(client="a", user=None, uid="x"), source).events
    assert events["client_id"].to_list() == ["42", "a"]
    assert events["user_id"].to_list() == ["7", "x"]


def test_the_first_field_that_has_a_value_counts(parse, source):
    events = parse(line(user="-", uid="x") + line(user="y", uid="x") + line(user=""), source).events
    assert events["user_id"].to_list() == ["x", "y", None]


@pytest.mark.parametrize(
    "attributes",
    [
        {"plan": "pro", "seats": [1, 2.5, None, True]},
        {"quote": 'a "b" \\ c', "control": "\n\t\x01", "é": "ü😀"},
        {"deep": {"er": {"x": []}}},
        {},
    ],
)
def test_attributes_are_kept_as_the_json_they_are(parse, source, attributes):
    for text in (json.dumps(attributes), json.dumps(attributes, ensure_ascii=False)):
        given = json.dumps(BASE | {"attributes": 0}).replace('"attributes": 0', f'"attributes": {text}').encode()
        assert json.loads(parse(given + b"\n" + line(), source).event["attributes"]) == attributes


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ('"text"', "unparseable"),
        ('"{broken"', "unparseable"),
        ("[1]", "unparseable"),
        ("7", "unparseable"),
        ('{"a": "x\\u0000y"}', "nul_byte"),
        ('{"a": "\\ud800"}', "invalid_utf8"),
        ('{"\\udc00x": 1}', "invalid_utf8"),
        (json.dumps('{"a": "\\udc00x"}'), "invalid_utf8"),
    ],
)
def test_attributes_that_the_database_could_not_hold_are_quarantined(parse, source, attributes, reason):
    bad = json.dumps(BASE | {"attributes": 0}).replace('"attributes": 0', f'"attributes": {attributes}').encode()
    parsed = parse(line(attributes={"a": 1}) + bad + b"\n" + line(), source)
    assert parsed.reasons == [(2, reason)]
    assert parsed.events["attributes"].to_list() == ['{"a": 1}', None]


def test_quantities_are_exact_decimals(parse, source):
    parsed = parse(line(quantity=0.1) + line(quantity="12345678.123456789") + line(quantity=-3) + line(), source)
    assert parsed.events["quantity"].to_list() == [
        Decimal("0.100000000"), Decimal("12345678.123456789"), Decimal("-3.000000000"), None
    ]  # fmt: skip


def test_durations_are_read_in_their_unit(parse, gateway):
    for unit, given, expected in (("s", "0.0015", 1500), ("ms", 2.5, 2500), ("us", 7, 7), ("ns", 1500, 2)):
        source = gateway(fields={"latency_us": {"field": "took", "unit": unit}})
        assert parse(line(took=given), source).event["latency_us"] == expected


def test_a_record_without_a_client_is_anonymous_and_one_without_a_path_has_no_endpoint(parse, source):
    event = parse(line(), source).event
    assert (event["client_id"], event["endpoint"], event["method"], event["operation"]) == (
        "anonymous", "(none)", None, "other"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("method", "kept", "operation"),
    [
        ("GET", "GET", "read"), ("head", "HEAD", "read"), ("POST", "POST", "write"), ("PATCH", "PATCH", "edit"),
        ("DELETE", "DELETE", "delete"), ("PURGE", "PURGE", "delete"), ("PROPFIND", "PROPFIND", "other"),
        ("G\xcbT", None, "other"),
    ],
)  # fmt: skip
def test_the_operation_follows_from_the_method_and_the_source(parse, gateway, method, kept, operation):
    event = parse(line(method=method), gateway(operations={"purge": "delete"})).event
    assert (event["method"], event["operation"]) == (kept, operation)


def test_an_ad_hoc_source_finds_fields_by_their_usual_names(parse):
    given = {"@timestamp": "2026-01-02T03:04:05+01:00", "client_ip": "192.0.2.1", "user": "ana", "status_code": 201,
             "request": "POST /v1/orders/7 HTTP/2.0", "body_bytes_sent": 5, "http_user_agent": "curl"}  # fmt: skip
    event = parse(json.dumps(given).encode() + b"\n", "json").event
    assert event["usage_at"] == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    told = ("ip", "method", "operation", "endpoint", "status_code", "response_bytes", "user_agent", "user_id", "api_id")
    assert [event[name] for name in told] == [
        "192.0.2.1", "POST", "write", "/v1/orders/{id}", 201, 5, "curl", "ana", "web"
    ]  # fmt: skip


def test_a_member_that_first_comes_late_in_a_file_is_not_overlooked(parse):
    plain = json.dumps({"time": "2026-01-02T03:04:05Z", "status": 200}).encode() + b"\n"
    escaped = b'{"time": "2026-01-02T03:04:05Z", "\\u0063lient": "acme"}\n'
    late = json.dumps({"time": "2026-01-02T03:04:05Z", "dealer": "d-7"}).encode() + b"\n"
    events = parse(plain * 50 + late + plain * 50 + escaped, "json", chunk_bytes=500).events
    assert events["dealer_id"].drop_nulls().to_list() == ["d-7"]
    assert events["client_id"].to_list()[-1] == "acme"
    assert events["client_id"].unique().sort().to_list() == ["acme", "anonymous"]

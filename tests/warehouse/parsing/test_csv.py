import pytest

HEADER = "time,provider,api,client,path,status,bytes\n"


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return (header + "".join(row + "\n" for row in rows)).encode()


@pytest.fixture
def source(gateway):
    return gateway(format="csv")


def test_quoted_fields_may_hold_commas_and_doubled_quotes(parse, source):
    event = parse(csv_of('2026-01-02T03:04:05Z,house,web,"Smith, ""Jo""",/a,200,12'), source).event
    assert (event["client_id"], event["status_code"], event["response_bytes"]) == ('Smith, "Jo"', 200, 12)


def test_empty_fields_and_dashes_are_no_values(parse, source):
    event = parse(csv_of('2026-01-02T03:04:05Z,house,web,-,"",,'), source).event
    assert (event["client_id"], event["endpoint"], event["status_code"]) == ("anonymous", "(none)", None)


@pytest.mark.parametrize(
    "row",
    [
        "2026-01-02T03:04:05Z,house,web,acme,/a,200",
        "2026-01-02T03:04:05Z,house,web,acme,/a,200,12,more",
        '2026-01-02T03:04:05Z,house,web,"acme,/a,200,12',
        '2026-01-02T03:04:05Z,house,web,ac"me,/a,200,12',
        '2026-01-02T03:04:05Z,house,web,"ac"me,/a,200,12',
    ],
)
def test_a_line_that_is_not_one_whole_record_is_quarantined_and_harms_no_other(parse, source, row):
    good = "2026-01-02T03:04:05Z,house,web,acme,/a,200,12"
    parsed = parse(csv_of(good, row, good), source)
    assert parsed.reasons == [(3, "unparseable")]
    assert parsed.details[0].startswith("not 7 comma-separated fields: 2026-01-02")
    assert parsed.events["line_no"].to_list() == [2, 4]


def test_the_header_is_ignored_wherever_it_comes_again(parse, source):
    row = "2026-01-02T03:04:05Z,house,web,acme,/a,200,12"
    parsed = parse(csv_of(row, HEADER.strip(), row), source)
    assert (parsed.lines, parsed.ignored, parsed.events.height) == (4, 2, 2)


def test_columns_are_found_by_name_in_any_order_and_quoted(parse, source):
    event = parse(csv_of('"a,b",web,2026-01-02T03:04:05Z,house', header='"client",api,time,provider\r\n'), source).event
    assert (event["client_id"], event["api_id"], event["provider_id"]) == ("a,b", "web", "house")


def test_comments_before_the_header_are_ignored(parse, gateway):
    content = b"# made by hand\n\n" + csv_of("2026-01-02T03:04:05Z,house,web,acme,/a,200,12")
    parsed = parse(content, gateway(format="csv", comment="#"), chunk_bytes=64)
    assert (parsed.ignored, parsed.events.height) == (3, 1)


def test_a_file_without_header_has_the_columns_that_its_source_names(parse, gateway):
    source = gateway(format="csv", header=False, columns=["time", "provider", "api", "status"])
    parsed = parse(b"2026-01-02T03:04:05Z,house,web,404\r\n2026-01-02T03:04:06Z,house,web,\r\n", source)
    assert parsed.events["status_code"].to_list() == [404, None]


def test_whole_numbers_that_a_spreadsheet_wrote_with_decimals_are_read(parse, source):
    event = parse(csv_of("2026-01-02T03:04:05Z,house,web,acme,/a,200.0,12.00"), source).event
    assert (event["status_code"], event["response_bytes"]) == (200, 12)

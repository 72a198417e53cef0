from pathlib import Path

import pytest

from warehouse.errors import LoadRefused, SourceError
from warehouse.settings import Settings
from warehouse.sources import find_source, read_source, read_sources

SHIPPED = Path(__file__).resolve().parents[3] / "sources"
GOOD = """
name: shop
format: json
landing: shop/{date}/*.jsonl*
fields:
  usage_at: {field: time}
  provider_id: {constant: house}
  api_id: {field: [api, service], constant: web}
"""


def written(tmp_path: Path, text: str, name: str = "shop") -> Path:
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    return path


def test_the_shipped_sources_are_sound_and_have_their_names():
    sources = {source.name: source for source in read_sources(SHIPPED)}
    assert {name: (source.format, source.identity, source.landing) for name, source in sources.items()} == {
        "nginx_combined": ("combined", "position", "nginx/{date}/*.log*"),
        "nginx_request_id": ("combined", "field", "nginx_request_id/{date}/*.log*"),
        "apache_common": ("common", "position", "apache/{date}/*.log*"),
        "aws_alb": (
            "alb",
            "position",
            "alb/**/elasticloadbalancing/*/{date:%Y/%m/%d}/????????????_elasticloadbalancing_*_app.*.log*",
        ),
        "gateway_json": ("json", "field", "gateway/{date}/*.jsonl*"),
        "gateway_csv": ("csv", "content", "gateway_csv/{date}/*.csv*"),
        "gateway_parquet": ("parquet", "field", "gateway_parquet/{date}/*.parquet"),
    }
    assert sources["nginx_combined"].constant_provider == "house"
    assert sources["gateway_json"].constant_provider is None
    families = [sources[name].family for name in ("apache_common", "aws_alb", "gateway_csv")]
    assert families == ["access_log", "access_log", "csv"]
    assert [sources[name].has_header for name in ("gateway_json", "gateway_csv")] == [False, True]


def test_a_definition_is_read_whole(tmp_path: Path):
    source = read_source(written(tmp_path, GOOD))
    assert source.rules["api_id"].field == ("api", "service")
    assert source.rules["usage_at"].missing == ("", "-")


def test_the_version_follows_the_meaning_of_a_definition_and_not_its_writing(tmp_path: Path):
    plain = read_source(written(tmp_path, GOOD))
    commented = read_source(written(tmp_path, "# a comment\n" + GOOD.replace("{field: time}", "\n    field: [time]")))
    other = read_source(written(tmp_path, GOOD.replace("constant: house", "constant: other")))
    assert plain.version == commented.version != other.version
    assert len(plain.version) == 12


def test_what_a_source_expects_changes_neither_its_version_nor_what_the_ledger_keeps_of_it(tmp_path: Path):
    plain = read_source(written(tmp_path, GOOD))
    expecting = read_source(written(tmp_path, GOOD + "expects: {since: 2026-03-01}\n"))
    assert expecting.expects is not None
    assert expecting.version == plain.version
    assert expecting.model_dump_json() == plain.model_dump_json()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("format: json", "format: jsn", "format: Input should be 'combined', 'common', 'alb', 'json', 'csv' or"),
        ("format: json", "fromat: json", "fromat: no such key; did you mean `format`?"),
        ("provider_id:", "provder_id:", "`provder_id` is not among usage_at, request"),
        ("provider_id:", "provder_id:", "did you mean `provider_id`?"),
        ("{field: time}", "{feild: time}", "fields.usage_at.feild: no such key; did you mean `field`? Allowed: field,"),
        ("{field: time}", "{}", "fields.usage_at: needs `field`"),
        ("{field: time}", "{field: time, unit: h}", "fields.usage_at.unit: Input should be 's', 'ms', 'us' or 'ns'"),
        (
            "{constant: house}",
            "{constant: 7}",
            "fields.provider_id.constant: Input should be a valid string (given: 7)",
        ),
        (
            "{constant: house}",
            "{field: x, unit: s}",
            "fields.provider_id.unit: only usage_at and latency_us have a unit",
        ),
        ("{constant: house}", "{constant: ''}", "fields.provider_id.constant: `` is no name"),
        ("constant: web", 'constant: "a\\tb"', "fields.api_id.constant: `a\\tb` is no name"),
        ("  usage_at: {field: time}\n", "", "fields: usage_at must be mapped"),
        ("name: shop", "name: store", "name: `store` must be the file's name, `shop`"),
        ("name: shop", "name: Shop!", "name: String should match pattern"),
        ("{date}/", "", "landing: `shop/*.jsonl*` must be relative to the landing zone and hold {date} once"),
        ("shop/{date}", "/shop/{date}", "must be relative"),
        ("shop/{date}", "shop/{date}/{date:%Y/%m/%d}", "must be relative to the landing zone and hold {date} once"),
        ("shop/{date}", "shop/{date:%Y/%m}", "the form of a date holds %Y, %m and %d once each"),
        ("shop/{date}", "shop/{date:%Y/%m/%d/%d}", "the form of a date holds %Y, %m and %d once each"),
        ("shop/{date}", "shop/{date:%Y/%m/%d %H}", "the form of a date holds %Y, %m and %d once each"),
        ("shop/{date}", "shop/{date:%Y/../%m/%d}", "must be relative to the landing zone"),
        ("shop/{date}", "shop/{date:}", "the form of a date holds %Y, %m and %d once each"),
        ("format: json", "format: json\ntime_zone: Berlin", "time_zone: `Berlin` is no IANA time zone"),
        ("format: json", "format: json\ntime_format: isoo", "did you mean `iso`?"),
        ("format: json", "format: json\nidentity: field", "identity_field: name the field"),
        ("format: json", "format: parquet\nidentity: content", "identity: `content` compares lines"),
        ("format: json", "format: json\ntrailing: [id]", "trailing: only the formats combined and common"),
        ("format: json", "format: alb\ntrailing: [id]", "trailing: only the formats combined and common"),
        ("format: json", "format: csv\nheader: false", "columns: name the columns"),
        ("format: json", "format: json\nendpoints: [v1/orders]", "endpoints: `v1/orders` is no route template"),
        ("format: json", "format: json\noperations: {PURGE: remove}", "operations.PURGE: Input should be 'read'"),
        ("format: json", "format: json\nexpectations: {ip_null_share_mx: 1}", "did you mean `ip_null_share_max`?"),
        ("format: json", 'format: json\ntime_format: "%Q"', "time_format: `%Q` is no pattern of a date"),
        ("format: json", 'format: json\ntime_format: "%H:%M"', "time_format: `%H:%M` is no pattern of a date"),
        ("format: json", 'format: json\ntime_format: "%Y-%m-%d%"', "time_format: `%Y-%m-%d%` is no pattern of a date"),
        (
            "format: json",
            'format: json\ncomment: "\\n"',
            "comment: must be one or more characters without a line break",
        ),
        (
            "format: json",
            'format: json\ncomment: "#\\r"',
            "comment: must be one or more characters without a line break",
        ),
        ("format: json", 'format: json\ncomment: ""', "comment: String should have at least 1 character"),
        ("format: json", 'format: json\ncomment: "\\0"', "a text holds a NUL character or a lone surrogate"),
        ("format: json", 'format: json\ndescription: "\\uD800"', "a text holds a NUL character or a lone surrogate"),
        (
            "format: json",
            "format: json\nexpectations: {ip_null_share_max: .nan}",
            "should be a finite number (given: nan)",
        ),
        ("format: json", "format: json\nexpectations: {ip_null_share_max: -.inf}", "should be a finite number"),
        ("format: json", f"format: {'[' * 5000}{']' * 5000}", "cannot be read as YAML: it is nested too deeply"),
        ("format: json", "format: 2026-99-99", "cannot be read as YAML: month must be in 1..12"),
        ("format: json", "format: !!timestamp json", "cannot be read as YAML: a value does not fit its tag"),
        ("name: shop", "name: [", "cannot be read as YAML"),
        ("name: shop", "name: shop\nname: shop", "cannot be read as YAML: `name` stands twice"),
    ],
)
def test_a_wrong_definition_says_file_key_and_what_is_allowed(tmp_path: Path, before, after, expected):
    path = written(tmp_path, GOOD.replace(before, after, 1))
    with pytest.raises(SourceError) as caught:
        read_source(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%d",
        "%d/%b/%Y:%H:%M:%S %z",
        "%d.%m.%y %I:%M %p",
        "%s%.3f",
        "%F %T%#z",
        "%+",
        "%FT%T%.f%:z",
        "%c",
        "%FT%T,%3f",
    ],
)
def test_a_pattern_of_a_time_with_a_date_is_taken(tmp_path: Path, pattern):
    path = written(tmp_path, GOOD.replace("format: json", f'format: json\ntime_format: "{pattern}"'))
    assert read_source(path).time_format == pattern


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path):
    path = written(tmp_path, GOOD.replace("format: json", "format: jsn\ntime_zone: Berlin"))
    with pytest.raises(SourceError, match=r"format: .*; time_zone: "):
        read_source(path)


def test_a_file_that_is_no_mapping_or_is_absent_is_refused(tmp_path: Path):
    for path in (written(tmp_path, "- a"), tmp_path / "absent.yaml"):
        with pytest.raises(SourceError):
            read_source(path)
    with pytest.raises(SourceError, match="no such folder"):
        read_sources(tmp_path / "absent")


def test_an_unknown_source_is_refused_with_the_names_there_are():
    settings = Settings(_env_file=None, sources=SHIPPED)
    assert find_source("gateway_csv", settings).format == "csv"
    with pytest.raises(LoadRefused) as caught:
        find_source("gateway_jsn", settings)
    assert caught.value.code == "unknown_source"
    assert "did you mean `gateway_json`?" in str(caught.value)
    assert "nginx_combined" in str(caught.value)
    with pytest.raises(LoadRefused, match=r"There is no source `a\\n\\udcff`") as caught:
        find_source("a\n\udcff", settings)
    assert str(caught.value).isprintable()

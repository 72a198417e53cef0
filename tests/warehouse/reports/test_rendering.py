import csv
import json
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Column, Report, UsageFilter
from warehouse.settings import Settings

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
TEXT = Column("endpoint", "text", "What was called.")
COUNT = Column("requests", "count", "How often.")


def report_of(*columns: Column, rows: list[tuple[Any, ...]]) -> Report:
    schema = {column.name: column.type for column in columns}
    return Report("usage", columns, pl.DataFrame(rows, schema=schema, orient="row"), ("fct_usage_daily",))


def csv_rows(report: Report) -> list[list[str]]:
    return list(csv.reader(StringIO(reports.render(report, "csv").decode(), newline="")))


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_takes_the_power_from_formulas(first: str) -> None:
    attack = first + 'HYPERLINK("http://x","y")'
    assert csv_rows(report_of(TEXT, COUNT, rows=[(attack, 1)])) == [["endpoint", "requests"], ["'" + attack, "1"]]


def test_csv_leaves_harmless_text_and_numbers_alone() -> None:
    change = Column("requests_change", "change", "More or less.")
    plain = ["/v1/a-b=c", 'say "hi", twice', "two\nlines", ""]
    rendered = csv_rows(report_of(TEXT, change, rows=[(text, -0.5) for text in plain] + [("x", None)]))
    assert rendered[1:] == [[text, "-0.5"] for text in plain] + [["x", ""]]


def test_csv_of_an_empty_report_is_its_header() -> None:
    assert reports.render(report_of(TEXT, COUNT, rows=[]), "csv") == b"endpoint,requests\n"


def test_instants_are_utc_with_a_z_and_local_times_without(marts: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, ("hour", "usage_date"), ("requests",), {"client": ("globex",)})
    report = reports.run(Scope.operator(), asked, marts)
    assert csv_rows(report)[1] == ["2026-03-02T23:00:00Z", "2026-03-02", "1"]
    local = UsageFilter(MONDAY, TUESDAY, ("hour", "usage_date"), ("requests",), {"client": ("globex",)}, "local")
    report = reports.run(Scope.operator(), local, marts)
    assert csv_rows(report)[1] == ["2026-03-03T00:00:00", "2026-03-03", "1"]
    assert json.loads(reports.render(report, "json"))["rows"] == [
        {"hour": "2026-03-03T00:00:00", "usage_date": "2026-03-03", "requests": 1}
    ]


def test_json_says_what_it_is_about(marts: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, ("client",), ("requests", "latency_p50_ms"), {"client": ("globex",)})
    document = json.loads(reports.render(reports.run_compared(Scope.operator(), asked, "last_year", marts), "json"))
    assert document["rows"] == [
        {
            "client": "globex",
            "requests": 1,
            "requests_before": 1,
            "requests_change": 0.0,
            "latency_p50_ms": None,
            "latency_p50_ms_before": pytest.approx(15, rel=0.025),
            "latency_p50_ms_change": None,
        }
    ]
    meta = document["meta"]
    assert meta["period"] == {"from": "2026-03-02", "until": "2026-03-03"}
    assert meta["compared_with"] == {"from": "2025-03-02", "until": "2025-03-03"}
    assert meta["where"] == {"client": ["globex"]}
    assert meta["time_basis"] == "utc"
    assert meta["columns"][1] == {"name": "requests", "unit": "count", "description": "Counted usage events."}
    assert meta["columns"][3]["unit"] == "change"


@pytest.mark.parametrize("rows", [[], [("a", 1)], [("a", 1), ('ü\n"', 2)]])
def test_json_of_any_number_of_rows_is_whole(rows: list[tuple[Any, ...]]) -> None:
    document = json.loads(reports.render(report_of(TEXT, COUNT, rows=rows), "json"))
    assert [(row["endpoint"], row["requests"]) for row in document["rows"]] == rows


def test_parquet_brings_back_the_frame_with_its_types(marts: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, ("hour", "usage_date", "status_code", "client"))
    report = reports.run(Scope.operator(), asked, marts)
    back = pl.read_parquet(BytesIO(reports.render(report, "parquet")))
    assert back.equals(report.frame)
    assert back.schema == report.frame.schema
    assert back["hour"][0] == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("format_", ["csv", "json", "parquet", "table"])
def test_pieces_render_as_the_whole_does(format_: reports.Format) -> None:
    pieces = [report_of(TEXT, COUNT, rows=[("a", 1), ("b", 2)]), report_of(TEXT, COUNT, rows=[("=c", 3)])]
    sink = BytesIO()
    reports.write(pieces, format_, sink)
    if format_ == "parquet":
        assert pl.read_parquet(BytesIO(sink.getvalue())).rows() == [("a", 1), ("b", 2), ("=c", 3)]
    else:
        assert sink.getvalue() == reports.render(reports.whole(pieces), format_)


def test_a_table_is_for_people() -> None:
    columns = (
        TEXT,
        COUNT,
        Column("response_bytes", "bytes", "…"),
        Column("success_rate", "share", "…"),
        Column("requests_change", "change", "…"),
        Column("latency_p50_ms", "ms", "…"),
    )
    report = report_of(
        *columns, rows=[("[red]/v1", 1234567, 1536, 0.98765, -0.25, 1234.56), ("a", 1, 10, None, None, None)]
    )
    lines = reports.render(report, "table").decode().splitlines()
    assert lines[3].split() == ["[red]/v1", "1,234,567", "1.5", "KiB", "98.77%", "-25.0%", "1,234.6"]
    assert lines[4].split() == ["a", "1", "10", "B", "–", "–", "–"]
    assert lines[-1] == "  2 rows · from fct_usage_daily"


def test_a_narrow_console_breaks_headings_and_no_number() -> None:
    columns = (TEXT, *(Column(f"latency_p{number}_ms", "count", "…") for number in (50, 95, 99)))
    report = report_of(*columns, rows=[("/v1/a-long-endpoint", 1234567, 2, 3)])
    sink = StringIO()
    reports.print_table(report, Console(file=sink, width=40, color_system=None))
    lines = [line.split() for line in sink.getvalue().splitlines()]
    assert lines[1:4] == [["latency_"] * 3, ["p50_", "p95_", "p99_"], ["endpoint", "ms", "ms", "ms"]]
    assert lines[5][1:] == ["1,234,567", "2", "3"]
    assert "".join([lines[5][0], *(line[0] for line in lines[6:-2])]) == "/v1/a-long-endpoint"


def test_a_table_holds_no_escape_sequence_of_a_sender() -> None:
    table = reports.render(report_of(TEXT, COUNT, rows=[("\x1b[2J\x07gone", 1)]), "table").decode()
    assert "\x1b" not in table
    assert "\x07" not in table
    assert "gone" in table


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ReportError, match=r"no format 'ods'.* Allowed: table, csv, json, parquet, xlsx"):
        reports.render(report_of(TEXT, COUNT, rows=[]), "ods")  # type: ignore[arg-type]

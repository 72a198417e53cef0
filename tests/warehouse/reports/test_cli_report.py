"""The command as it is typed."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from meterhouse.cli_report import report_app
from meterhouse.report_options import read_filters, read_period
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports import Period
from warehouse.settings import Settings

DAYS = ["--from", "2026-03-02", "--to", "2026-03-03"]


class Command:
    """Runs `meterhouse report …` in this process."""

    def __call__(self, *words: str) -> str:
        result = CliRunner().invoke(report_app, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def report(marts: Settings, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setattr("warehouse.database.current_settings", lambda: marts)
    return Command()


def test_usage_by_day_and_status_of_one_client_as_csv(report: Command) -> None:
    words = ["--by", "usage_date,status_code", "--where", "client=acme", "--where", "status_code=404,200"]
    assert report("usage", *words, *DAYS, "--measures", "requests,response_bytes", "--format", "csv") == (
        "usage_date,status_code,requests,response_bytes\n"
        "2026-03-02,200,1,100\n"
        "2026-03-02,404,1,50\n"
        "2026-03-03,200,1,200\n"
    )


def test_the_usual_measures_and_all_of_them(report: Command) -> None:
    usual = next(csv.reader(report("usage", *DAYS, "--format", "csv").splitlines()))
    assert usual == ["requests", "successes", "client_errors", "server_errors", "success_rate", "response_bytes"]
    every = next(csv.reader(report("usage", *DAYS, "--measures", "all", "--format", "csv").splitlines()))
    assert len(every) == 16


def test_a_comparison_as_json_in_the_asked_order(report: Command) -> None:
    words = ["--by", "client", "--compare", "previous", "--measures", "requests", "--order-by", "requests,client"]
    document: dict[str, Any] = json.loads(report("usage", *words, *DAYS, "--format", "json"))
    assert [(row["client"], row["requests"], row["requests_before"]) for row in document["rows"]] == [
        ("anonymous", 1, 0),
        ("globex", 1, 0),
        ("acme", 4, 1),
    ]


def test_a_file_appears_whole_or_not_at_all(report: Command, tmp_path: Path) -> None:
    out = tmp_path / "usage.csv"
    assert report("usage", *DAYS, "--measures", "requests", "--format", "csv", "--out", str(out)) == ""
    assert out.read_text() == "requests\n6\n"
    for words in (["--by", "nonsense"], ["--from", "2020-01-01", "--by", "hour,user", "--to", "2021-01-01"]):
        with pytest.raises(ReportError):
            report("usage", *words, "--out", str(tmp_path / "never.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["usage.csv"]
    with pytest.raises(ReportError, match="cannot be written: No such file or directory"):
        report("usage", *DAYS, "--out", str(tmp_path / "nowhere" / "usage.csv"))


def test_local_days_are_asked_for_by_basis(report: Command) -> None:
    words = ["--from", "2026-03-03", "--to", "2026-03-03", "--measures", "requests", "--format", "csv"]
    assert report("usage", *words) == "requests\n2\n"
    assert report("usage", *words, "--basis", "local") == "requests\n3\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--by", "clint"], "no dimension 'clint'. Did you mean client"),
        (["--where", "client"], "'client' is no filter: write DIMENSION=VALUE"),
        (["--where", "client="], "'client=' is no filter"),
        (["--from", "yesterday"], "--from 'yesterday' is no date; write it like 2026-01-31"),
        (["--to", "2026-01-01"], "--to needs --from"),
        (["--period", "last_8"], "no period 'last_8'"),
        (["--compare", "lastyear"], "no comparison 'lastyear'. Did you mean last_year"),
        (["--basis", "moon"], "no time basis 'moon'"),
        (["--format", "xml"], "no format 'xml'"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_was_meant(report: Command, words: list[str], message: str) -> None:
    with pytest.raises(ReportError, match=message.replace("?", r"\?")):
        report("usage", *words)


@pytest.mark.usefixtures("report")
def test_days_without_usage_say_where_usage_is() -> None:
    result = CliRunner().invoke(report_app, ["usage", "--from", "2020-01-01", "--to", "2020-01-02"])
    assert result.stderr == "Nothing matches from 2020-01-01 to 2020-01-02; the latest usage is of 2026-03-03.\n"


def test_the_help_names_every_dimension_and_measure(report: Command) -> None:
    shown = "".join(report("usage", "--help").replace("│", "").split())
    assert "usage_date,hour,week,month,provider,api,endpoint,operation,outcome,status_code" in shown
    assert "latency_p50_ms,latency_p95_ms,latency_p99_ms,unique_users,unique_ips" in shown


def test_values_with_commas_are_quoted() -> None:
    assert read_filters(['city=Paris,"Washington, D.C."', "client=a=b", "city=Rome"]) == {
        "city": ("Paris", "Washington, D.C.", "Rome"),
        "client": ("a=b",),
    }


def test_a_period_begins_with_from_and_ends_with_to_or_today() -> None:
    today = date(2026, 3, 3)
    assert read_period("2026-03-01", None, "last_30", today) == Period(date(2026, 3, 1), today)
    assert read_period("2026-03-01", "2026-03-02", "last_30", today) == Period(date(2026, 3, 1), date(2026, 3, 2))
    assert read_period(None, None, "last_7", today) == Period(date(2026, 2, 25), today)


def test_a_table_of_dealers_says_that_it_is_cut_and_a_file_is_not(marts: Settings, report: Command) -> None:
    with connect("owner", marts, autocommit=True) as connection:
        connection.execute(
            "insert into marts.dim_dealers "
            "select 'x' || number, 'Dealer ' || number, null, true, false from generate_series(1, 105) as number"
        )
    everyone = len(report("dealers", *DAYS, "--format", "csv").splitlines()) - 1
    shown = CliRunner().invoke(report_app, ["dealers", *DAYS], catch_exceptions=False)
    assert everyone > 105
    assert "100 rows are shown, and there may be more: --offset 100, or --limit." in shown.output
    assert "may be more" not in CliRunner().invoke(report_app, ["dealers", *DAYS, "--limit", "2"]).output

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.warehouse.sources.test_reading import GOOD, written
from warehouse.errors import SourceError
from warehouse.sources import ExpectedFiles, read_source


def expecting(tmp_path: Path, given: str) -> ExpectedFiles | None:
    return read_source(written(tmp_path, f"{GOOD}expects: {given}\n")).expects


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


def test_a_source_expects_nothing_unless_it_says_so(tmp_path: Path) -> None:
    assert read_source(written(tmp_path, GOOD)).expects is None
    assert expecting(tmp_path, "") is None


def test_one_file_a_day_is_what_is_expected_where_only_the_first_day_is_given(tmp_path: Path) -> None:
    expects = expecting(tmp_path, "{since: 2026-03-05}")
    assert expects is not None
    assert expects.files == 1
    assert expects.days(date(2026, 3, 1), date(2026, 3, 8)) == march(5, 6, 7, 8)
    assert expects.days(date(2026, 3, 1), date(2026, 3, 4)) == []
    # A file of the 5th may land until noon of the 6th.
    assert expects.late_at(date(2026, 3, 5)) == datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_days_end_with_the_source_and_leave_out_other_weekdays(tmp_path: Path) -> None:
    given = "{files: 2, since: '2026-03-05', until: 2026-03-10, weekdays: [mon, tue, fri], grace_hours: 30}"
    expects = expecting(tmp_path, given)
    assert expects is not None
    # 5 March 2026 is a Thursday.
    assert expects.days(date(2026, 3, 1), date(2026, 3, 31)) == march(6, 9, 10)
    assert expects.days(date(2026, 3, 9), date(2026, 3, 9)) == march(9)
    assert expects.late_at(date(2026, 3, 9)) == datetime(2026, 3, 10, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("daily", "expects: must be a mapping such as {files: 1, since: 2026-03-01} (given: 'daily')"),
        ("{files: 1}", "expects.since: is missing"),
        ("{since: soon}", "expects.since: must be a date such as 2026-03-01 (given: 'soon')"),
        ("{since: 20260301}", "expects.since: must be a date such as 2026-03-01 (given: 20260301)"),
        ("{since: 2026-03-01 00:00:00}", "expects.since: must be a date such as 2026-03-01"),
        ("{since: 0206-03-01}", "expects.since: must lie between 2000-01-01 and 2199-12-31"),
        ("{since: 2026-03-01, files: daily}", "expects.files: Input should be a valid integer (given: 'daily')"),
        ("{since: 2026-03-01, files: 0}", "expects.files: Input should be greater than or equal to 1 (given: 0)"),
        ("{since: 2026-03-01, files: true}", "expects.files: Input should be a valid integer"),
        ("{since: 2026-03-01, files: 1.5}", "expects.files: Input should be a valid integer"),
        ("{since: 2026-03-01, until: 2026-02-28}", "expects.until: 2026-02-28 lies before `since`, 2026-03-01"),
        ("{since: 2026-03-01, weekdays: [monday]}", "expects.weekdays.0: Input should be 'mon', 'tue'"),
        ("{since: 2026-03-01, weekdays: []}", "expects.weekdays: Tuple should have at least 1 item"),
        ("{since: 2026-03-01, grace_hours: 0}", "expects.grace_hours: Input should be greater than or equal to 1"),
        ("{since: 2026-03-01, grace_hours: 745}", "expects.grace_hours: Input should be less than or equal to 744"),
        ("{since: 2026-03-01, file: 1}", "expects.file: no such key; did you mean `files`? Allowed: since, files,"),
    ],
)
def test_a_wrong_expectation_is_named_with_its_field(tmp_path: Path, given: str, expected: str) -> None:
    with pytest.raises(SourceError) as caught:
        expecting(tmp_path, given)
    assert expected in str(caught.value)


def test_files_can_be_expected_by_the_date_of_their_path_only(tmp_path: Path) -> None:
    definition = GOOD + "expects: {since: 2026-03-01}\n"
    with pytest.raises(SourceError, match=r"expects: files are expected by the \{date\} of `landing`, which"):
        read_source(written(tmp_path, definition.replace("landing:", "# landing:")))
    with pytest.raises(SourceError, match=r"hold \{date\} once"):
        read_source(written(tmp_path, definition.replace("{date}/", "")))

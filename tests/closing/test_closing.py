"""What a closing refuses, that twice is once, and that nobody changes what was invoiced."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from orchestration.building import build
from orchestration.closing import close
from tests.closing.story import FEBRUARY, JANUARY, MARCH, begin, calls, live_january
from tests.conftest import Databases
from tests.rating.books import Books
from warehouse.book import BillingMonth, Closing, close_month, find_obstacles, read_closings
from warehouse.database import connect
from warehouse.errors import ClosingRefused
from warehouse.ledger import declare_empty
from warehouse.resources import put
from warehouse.sources import find_source

Close = Callable[..., Closing]


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The story's January, built and not closed."""
    folder = tmp_path_factory.mktemp("closing")
    books = Books(databases.create(folder / "home"), folder)
    begin(books)
    live_january(books)
    build(books.settings)
    return books


def refused(books: Books, month: BillingMonth = JANUARY) -> str:
    with pytest.raises(ClosingRefused) as refusal:
        close(month, books.settings)
    return str(refusal.value)


def test_a_month_that_is_not_over_everywhere_is_not_closed(house: Books) -> None:
    still_january_in_the_pacific = datetime(2026, 2, 1, 11, 59, tzinfo=UTC)

    with pytest.raises(ClosingRefused, match="2026-01 is over everywhere at 2026-02-01 12:00 UTC"):
        close(JANUARY, house.settings, now=still_january_in_the_pacific)


def test_who_forces_says_why(house: Books) -> None:
    with pytest.raises(ClosingRefused, match="--why"):
        close(JANUARY, house.settings, force=True)


def test_months_before_the_first_are_not_billed_by_chance(house: Books) -> None:
    said = refused(house, FEBRUARY)

    assert "Months before 2026-02 have lines and are not closed: 2026-01." in said
    assert "--begin-with 2026-02" in said


def test_everything_that_is_not_whole_is_said(house: Books) -> None:
    held = house.ledger.load(calls(1, "2026-01-12", "held"), verdict="held")
    waiting = house.use(calls(1, "2026-01-11", "waiting"))
    put("providers", {"provider_id": "another"}, house.settings)

    said = refused(house)

    assert "Usage of 2026-01-11 was loaded or withdrawn since the day was built." in said
    assert f"Load {held} " in said
    assert f"`meterhouse accept {held}` or `meterhouse void {held}`" in said
    assert "Records of resources wait to be built." in said
    with pytest.raises(ClosingRefused, match="close it again"):
        close_month(JANUARY, 99, house.settings)
    assert read_closings(house.settings) == []
    for load_id in (held, waiting):
        house.ledger.judge(load_id, "voided")
    build(house.settings)


def test_a_file_that_is_expected_and_did_not_come_is_a_reason(house: Books, tmp_path: Path) -> None:
    (tmp_path / "gateway_csv.yaml").write_text(
        (house.settings.sources_path / "gateway_csv.yaml").read_text()
        + "\nexpects: {since: 2026-01-30, until: 2026-02-01}\n"
    )
    expecting = house.settings.model_copy(update={"sources": tmp_path})
    source, now = find_source("gateway_csv", expecting), datetime(2026, 11, 1, tzinfo=UTC)
    declare_empty(expecting, source, date(2026, 1, 31), date(2026, 1, 31), "the gateway was down", now=now)

    found = find_obstacles(JANUARY, expecting, now)

    assert [(one.reason, one.subject) for one in found] == [
        ("missing_file", "gateway_csv 2026-01-30"),
        ("missing_file", "gateway_csv 2026-02-01"),
    ]
    assert "gateway_csv has 0 of 1 files of 2026-01-30. Load what is missing" in found[0].sentence


def test_a_month_that_nobody_has_used_is_not_rated_yet(house: Books) -> None:
    found = find_obstacles(FEBRUARY, house.settings, datetime(2026, 11, 1, tzinfo=UTC))

    assert [(one.reason, one.subject) for one in found] == [("not_rated", "2026-02")]


def test_a_data_test_that_fails_is_a_reason(house: Books) -> None:
    with connect("owner", house.settings) as owner:
        owner.execute("update marts.fct_usage_daily set requests = requests + 1 where usage_date = '2026-01-10'")
    said = refused(house)
    with connect("owner", house.settings) as owner:
        owner.execute("update marts.fct_usage_daily set requests = requests - 1 where usage_date = '2026-01-10'")

    assert "days_equal_their_hours" in said


def test_by_force_it_is_closed_and_the_book_keeps_what_spoke_against_it(house: Books) -> None:
    held = house.ledger.load(calls(1, "2026-01-13", "held"), verdict="held")

    closing = close(JANUARY, house.settings, by="ann", force=True, why="the file is a test of ours")

    assert (closing.is_forced, closing.why, closing.closed_by) == (True, "the file is a test of ours", "ann")
    assert [(one["reason"], one["subject"]) for one in closing.obstacles] == [("held_load", str(held))]


def test_a_closed_month_is_closed_once_and_only_the_next_can_follow(house: Books) -> None:
    again = close(JANUARY, house.settings, by="bob")

    assert (again.closing_no, again.closed_by) == (1, "ann")
    assert "The book goes on with 2026-02." in refused(house, MARCH)
    assert "The book goes on with 2026-02." in refused(house, BillingMonth.read("2025-12"))


def test_of_two_who_close_at_once_one_does(house: Books) -> None:
    with ThreadPoolExecutor(2) as both:
        closings = list(both.map(lambda by: close_month(FEBRUARY, 99, house.settings, by=by), ("ann", "bob")))

    assert closings[0] == closings[1]
    assert [(one.closing_no, str(one.month)) for one in read_closings(house.settings)] == [
        (1, "2026-01"),
        (2, "2026-02"),
    ]


@pytest.mark.parametrize("table", ["closings", "invoices", "invoice_lines"])
@pytest.mark.parametrize(
    "change", ["delete from book.{}", "truncate book.{} cascade", "update book.{} set digest = ''"]
)
def test_nobody_changes_the_book(house: Books, table: str, change: str) -> None:
    with connect("owner", house.settings) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(change.format(table).encode())


@pytest.mark.parametrize("role", ["loader", "collector", "reader"])
@pytest.mark.parametrize(
    "statement",
    [
        "select * from book.invoices",
        "insert into book.invoices select * from book.invoices",
        "select book.close_month('2026-03-01', 1, 'x', null, false, null, '[]')",
    ],
)
def test_no_role_that_runs_touches_the_book(house: Books, role: str, statement: str) -> None:
    with connect(role, house.settings) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):  # type: ignore[arg-type]
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            "update book.invoice_lines set amount_cents = 1 where invoice_no = 1 and line_no = 2",
            [("invoice_lines", "1-2")],
        ),
        ("delete from book.invoice_lines where invoice_no = 1 and line_no = 2", [("invoice_lines", "1-3")]),
        ("delete from book.invoice_lines where invoice_no = 2", [("invoices", "2")]),
        ("update book.invoices set payer_id = 'bolt' where invoice_no = 2", [("invoices", "2")]),
        ("update book.closings set closed_by = 'bob' where closing_no = 1", [("closings", "1")]),
        ("delete from book.invoices where invoice_no = 2", [("closings", "2")]),
    ],
)
def test_whoever_gets_past_that_breaks_the_chain(house: Books, change: str, broken: list[tuple[str, str]]) -> None:
    with connect("owner", house.settings) as owner:
        assert owner.execute("select * from book.broken_links()").fetchall() == []
        for table in ("closings", "invoices", "invoice_lines"):
            owner.execute(f"alter table book.{table} disable trigger user".encode())
        owner.execute(change.encode())
        assert owner.execute("select * from book.broken_links() order by 1, 2").fetchall() == broken
        owner.rollback()

"""A house that bills from some month on: what was used before is somebody else's."""

from pathlib import Path

from orchestration.building import build
from orchestration.closing import close
from tests.closing.story import FEBRUARY, MARCH, begin, calls, live_january
from tests.conftest import Databases
from tests.rating.books import Books


def test_a_book_that_begins_later_leaves_what_was_before(databases: Databases, tmp_path: Path) -> None:
    books = Books(databases.create(tmp_path / "home"), tmp_path)
    begin(books)
    live_january(books)
    books.use(calls(7, "2026-02-03"))
    build(books.settings)

    closing = close(FEBRUARY, books.settings, begins_with=FEBRUARY)

    assert closing.begins_with == FEBRUARY.first
    assert books.rows("select distinct usage_month::text from marts.fct_invoice_lines") == [("2026-02-01",)]
    books.use(calls(9, "2026-01-20", "late"))
    books.use(calls(1, "2026-03-02"))
    build(books.settings)
    assert close(MARCH, books.settings).month == MARCH
    assert books.rows("select count(*) from marts.fct_invoice_lines where is_adjustment") == [(0,)]

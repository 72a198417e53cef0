"""`begin` by the command line: a plain refusal, and twice is once."""

from pathlib import Path

from tests.conftest import Databases
from tests.meterhouse.test_cli import call
from tests.rating.books import Books


def test_a_month_is_begun_once_and_not_before_it_comes(databases: Databases, tmp_path: Path) -> None:
    settings = databases.create(tmp_path / "home")
    assert "Nobody subscribes to anything" in str(call("begin", "2026-04").exception)
    books = Books(settings, tmp_path)
    books.plan("basic", {"model": "recurring", "amount": "10"})
    books.subscribe("acme", "basic")

    assert call("begin", "2026-04").stdout == "2026-04 has begun; `meterhouse build` rates it.\n"
    assert call("begin", "2026-04", "--by", "ann").stdout == "2026-04 had begun before.\n"
    assert "Nothing can be owed for 1926-04" in str(call("begin", "1926-04").exception)
    assert "2199-01 has not begun anywhere" in str(call("begin", "2199-01").exception)
    assert "A month is written 2026-03" in str(call("begin", "April").exception)

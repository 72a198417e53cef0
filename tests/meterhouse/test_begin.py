"""`begin` by the command line: a plain refusal, and twice is once."""

from pathlib import Path

from tests.conftest import Databases
from tests.meterhouse.test_cli import call
from warehouse.reference import load_reference


def test_a_month_is_begun_once_and_not_before_it_comes(databases: Databases, tmp_path: Path) -> None:
    settings = databases.create(tmp_path / "home")
    assert "Nothing has a price" in str(call("begin", "2026-04").exception)
    plans = tmp_path / "plans.jsonl"
    plans.write_text('{"plan_id": "basic", "name": "Basic", "currency": "EUR"}\n')
    load_reference(plans, "plans", settings)

    assert call("begin", "2026-04").stdout == "2026-04 has begun; `meterhouse build` rates it.\n"
    assert call("begin", "2026-04", "--by", "ann").stdout == "2026-04 had begun before.\n"
    assert "2199-01 has not begun anywhere" in str(call("begin", "2199-01").exception)
    assert "A month is written 2026-03" in str(call("begin", "April").exception)

"""The example of docs/rights.md, through the real ledger and marts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rights.books import LATER, Books, Library, Row
from warehouse.rights import put_changes

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rights.md").read_text()
RECORDS = [
    json.loads(line) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
LINES = re.findall(r"^\| (2026-\S+) \| (\S+) \| (\S+) \| (\S*) ?\| ?(\S*) ?\| ?(\S*) ?\|$", PAGE, re.MULTILINE)


def kind_of(record: dict[str, Any]) -> str:
    for kind, fields in (("features", ["feature_type"]), ("subscriptions", ["starts_at"]), ("plans", ["currency"]),
                         ("plan_features", ["plan_id", "feature_id"])):  # fmt: skip
        if all(field in record for field in fields):
            return kind
    return "changes"


@pytest.fixture(scope="module")
def books(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Books:
    made = library.copy(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files") / "page")
    for kind in ("features", "plans", "plan_features", "subscriptions"):
        made.refer(kind, *(record for record in RECORDS if kind_of(record) == kind))
    put_changes([record for record in RECORDS if kind_of(record) == "changes"], made.settings, LATER)
    made.build()
    return made


def told(row: Row) -> tuple[str, str, str]:
    """Included, used and over, as the page writes them."""
    if row["feature_type"] == "OnOff":
        words = ("yes" if row["is_included"] else "no", "on" if row["is_enabled"] else "off")
        return (*words, "over" if row["is_over"] else "")
    return tuple(_written(row, name) for name in ("quantity_included", "quantity_current", "quantity_over"))  # type: ignore[return-value]


def _written(row: Row, name: str) -> str:
    if row[name] is None:
        return "unlimited" if name == "quantity_included" else ""
    return f"{row[name]:.0f}"


def answers(books: Books, line: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    at, whose, feature = line[:3]
    asked: dict[str, Any] = {"combined": True} if whose == "combined" else {"subscription_ids": (whose,)}
    for row in books.has("acme", at, **asked):
        if row["feature_id"] == feature:
            yield told(row)


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_line_of_the_example_is_what_the_report_says(books: Books, line: tuple[str, ...]) -> None:
    assert list(answers(books, line)) == [line[3:]]


def test_the_page_has_its_example() -> None:
    assert (len(LINES), [kind_of(record) for record in RECORDS].count("changes")) == (11, 6)

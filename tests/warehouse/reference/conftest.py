import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.ledger.conftest import source
from warehouse.ledger import LoadResult, load_file
from warehouse.reference import load_reference
from warehouse.settings import Settings

Refer = Callable[..., LoadResult]


@pytest.fixture
def used(settings: Settings, tmp_path: Path) -> Settings:
    """A ledger in which acme's ann used the API on the 5th and 7th of March, bob on the 6th, and bolt on the 7th."""
    days = [("acme", "ann", "05"), ("acme", "bob", "06"), ("acme", "ann", "07"), ("bolt", None, "07")]
    lines = [
        {"id": f"r{place}", "time": f"2026-03-{day}T10:00:00Z", "client": client, "user": user, "status": 200}
        for place, (client, user, day) in enumerate(days)
    ]
    path = tmp_path / "usage.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    load_file(path, source(), settings=settings, accept=True)
    return settings


@pytest.fixture
def refer(used: Settings, tmp_path: Path) -> Refer:
    """Loads records of a kind from a JSON-lines file of their own."""

    def _refer(kind: str, *records: dict[str, Any], name: str = "known") -> LoadResult:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return load_reference(path, kind, used)

    return _refer

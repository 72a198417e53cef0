import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.sources import Source

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes JSON lines; each record is a dict, a text is a line as it stands."""

    def _write(name: str, *records: dict[str, Any] | str, end: str = "\n") -> Path:
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path = tmp_path / name
        path.write_text("\n".join(lines) + end if lines else "")
        return path

    return _write


def source(name: str = "tiny", identity: str = "field") -> Source:
    return Source.model_validate(
        {
            "name": name,
            "format": "json",
            "identity": identity,
            **({"identity_field": "id"} if identity == "field" else {}),
            "fields": {
                "usage_at": {"field": "time"},
                "provider_id": {"constant": "house"},
                "api_id": {"constant": "orders"},
                "client_id": {"field": "client", "optional": True},
                "user_id": {"field": "user", "optional": True},
                "ip": {"field": "ip", "optional": True},
                "method": {"field": "method", "optional": True},
                "path": {"field": "path", "optional": True},
                "status_code": {"field": "status", "optional": True},
            },
        }
    )


def event(number: int, day: str = "2026-03-05", **more: Any) -> dict[str, Any]:
    return {
        "time": f"{day}T{number // 60 % 24:02d}:{number % 60:02d}:00Z",
        "id": f"r{number}",
        "client": "acme",
        "method": "GET",
        "path": f"/orders/{number}",
        "status": 200,
        **more,
    }


def with_fields(given: Source, **fields: Any) -> Source:
    """The source with some of its columns mapped otherwise."""
    definition = given.model_dump(mode="json")
    return Source.model_validate({**definition, "fields": {**definition["fields"], **fields}})

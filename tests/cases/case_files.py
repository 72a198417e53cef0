"""Case files: what was given, and what is to be expected of it, as `shared/README.md` describes them."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("METERHOUSE_CASES") or Path(__file__).resolve().parents[3] / "shared" / "cases")


@dataclass(frozen=True)
class Case:
    """One case of a file; `name` is unique among all files."""

    name: str
    folder: Path
    format: str
    given: dict[str, Any]
    expect: dict[str, Any]
    kind: str = ""
    model: str = ""


def read_cases(kind: str, folder: Path = FOLDER) -> list[Case]:
    """The cases of a kind, of all files of the folder; none where there is no folder."""
    return [case for path in sorted(folder.glob("*.json")) for case in _cases_of(path, kind)]


def _cases_of(path: Path, kind: str) -> Iterator[Case]:
    """A file is of a kind if it says so or is named after it; so may be single cases of it."""
    content = json.loads(path.read_text(encoding="utf-8"))
    of_file = content.get("kind") or path.stem
    for number, case in enumerate(content.get("cases", ()), 1):
        if kind in (case.get("kind"), of_file) or (not case.get("kind") and of_file.startswith(kind)):
            name = f"{path.stem}:{case.get('id', number)}"
            yield Case(name, path.parent, case.get("format", ""), case["given"], case["expect"],
                       case.get("kind", ""), case.get("model", ""))  # fmt: skip

"""Log lines with the fields a peer gets from them, put into the words of this house."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.cases.case_files import Case

FORMAT_WORDS = {"nginx", "apache", "combined", "common", "access", "log", "aws", "alb"}
# What the peer calls a column of a usage event.
COLUMNS = {
    "timestamp": "usage_at",
    "source_ip": "ip",
    "method": "method",
    "url": "path",
    "status": "status_code",
    "bytes": "response_bytes",
    "sent_bytes": "response_bytes",
    "received_bytes": "request_bytes",
    "user_agent": "user_agent",
}
# What a usage event does not keep, so that nothing can be compared.
NOT_KEPT = {"http_version", "type", "backend_status", "ip_list"}
# Cases, by name, that the rules of the design (section 4) decide otherwise than the peer, each with the rule. None yet.
OVERRULED: dict[str, str] = {}


class Unsupported(Exception):
    """A case that cannot be put into the words of this house; says why."""


def format_of(case: Case) -> str:
    """The house's format for the case's; raises `Unsupported`."""
    words = set(re.findall("[a-z]+", case.format.lower()))
    if not words or words - FORMAT_WORDS:
        raise Unsupported(f"the format {case.format!r} is not read")
    return "alb" if "alb" in words else "common" if words == {"common"} else "combined"


def line_of(case: Case) -> str:
    """The given line; raises `Unsupported` if it stands in a file that is not there."""
    given = case.given
    if set(given) == {"line"}:
        return str(given["line"])
    if set(given) != {"file", "line_number"}:
        raise Unsupported(f"what is given is neither a line nor a file's: {', '.join(given)}")
    places = [folder / given["file"] for folder in (case.folder, case.folder.parent, case.folder.parent / "data")]
    file = next(filter(Path.is_file, places), None)
    if file is None:
        raise Unsupported(f"the file {given['file']} is not there")
    return file.read_text(encoding="utf-8").splitlines()[given["line_number"] - 1]


def expected_of(case: Case) -> dict[str, object]:
    """Columns and values that the event must have; raises `Unsupported`."""
    unknown = set(case.expect) - set(COLUMNS) - NOT_KEPT
    if unknown:
        raise Unsupported(f"what is expected has other fields: {', '.join(sorted(unknown))}")
    return {COLUMNS[name]: _in_house(name, value) for name, value in case.expect.items() if name in COLUMNS}


def as_precise_as(expected: object, found: object) -> object:
    """A time with its seconds cut to the places that the expected one has; everything else as it is."""
    if not isinstance(found, datetime) or not isinstance(expected, datetime) or expected.microsecond % 1000:
        return found
    unit = 1000 if expected.microsecond else 1_000_000
    return found.replace(microsecond=found.microsecond // unit * unit)


def _in_house(name: str, value: Any) -> object:
    if value is None:
        return None
    if name == "timestamp":
        return datetime.fromisoformat(value)
    # The path alone: hosts are no part of an endpoint.
    return re.sub("^[a-z]+://[^/]*", "", value) if name == "url" else value

"""What is true of a simulated world, in the shape of its `truth.json`."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

Rows = list[dict[str, Any]]


class FileTruth(BaseModel):
    """One file's accounting, if files are loaded in the order of `Truth.files`.

    A file whose bytes were loaded before under another name is `already_loaded`: nothing of it is stored, its counts
    are 0.
    """

    path: str
    source: str
    landing_date: date
    status: Literal["loaded", "already_loaded"]
    imperfections: tuple[str, ...]
    lines: int = 0
    stored: int = 0
    repeated: int = 0
    quarantined: int = 0
    ignored: int = 0
    quarantine_reasons: dict[str, int] = {}


class Accounting(BaseModel):
    """Sums over the loaded files: `lines = stored + quarantined + ignored`, `stored = counted + repeated`."""

    files: int
    lines: int
    stored: int
    repeated: int
    counted: int
    quarantined: int
    ignored: int
    quarantine_reasons: dict[str, int]


class Truth(BaseModel):
    """The right totals of a world; every table is a list of rows with the columns named here.

    * `accounting`, `files`: see their classes. Files are in loading order: landing date, then file name. `counted` is
      the same in any order.
    * `totals`: requests, successes, client_errors, server_errors, request_bytes, response_bytes, latency_us_total,
      latency_requests, records_new, records_changed, records_total, quantity (decimal text), unique_users, unique_ips,
      latency_p50_us, latency_p95_us, latency_p99_us. Percentiles are nearest-rank over the requests with a latency. A
      user is a client's user; unique users leave out requests without one.
    * `usage_days`: usage_date, the columns of `totals`, and stored, counted, repeated of that UTC day.
    * `usage_hours`: usage_hour_at (ISO 8601, UTC), requests.
    * `client_days`: usage_date, client_id (`anonymous` for none), requests, response_bytes.
    * `client_local_days`: local_date in the client's own time zone, client_id, requests. Clients without a reference
      record, and `anonymous`, live in UTC.
    * `status_codes`: status_code, requests, response_bytes.  `operations`: operation, requests.
      `providers`: provider_id, requests.
    * `dealer_days`: usage_date, dealer_id, requests, records_new, records_changed, records_total (new and changed);
      requests about no dealer are left out.
    * `endpoints`: provider_id, api_id, endpoint (route template), requests. Requests on paths that are in no route
      table are counted in `other_requests` alone.
    """

    format: Literal[1] = 1
    seed: int
    days: int
    events: int
    first_day: date
    last_day: date
    accounting: Accounting
    totals: dict[str, Any]
    usage_days: Rows
    usage_hours: Rows
    client_days: Rows
    client_local_days: Rows
    status_codes: Rows
    operations: Rows
    providers: Rows
    dealer_days: Rows
    endpoints: Rows
    other_requests: int
    files: list[FileTruth]

    def write(self, path: Path) -> None:
        """Writes `truth.json`."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_truth(path: Path) -> Truth:
    """The truth of a world written earlier."""
    return Truth.model_validate_json(path.read_text(encoding="utf-8"))

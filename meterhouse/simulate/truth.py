"""What is true of a simulated world, in the shape of its `truth.json`."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from orchestration.withdrawing import WithdrawnFile

Rows = list[dict[str, Any]]


class FileTruth(BaseModel):
    """One file's accounting, if files are loaded in the order of `Truth.files`, withdrawn after that, then corrected.

    A file whose bytes were loaded before under another name is `already_loaded`: nothing of it is stored, its counts
    are 0. A `withdrawn` one is loaded like others and then voided. `repeated` is what a load says of itself as it
    comes: lines that stand in loads before it, also in those that are withdrawn later.
    """

    path: str
    source: str
    landing_date: date
    status: Literal["loaded", "already_loaded", "withdrawn"]
    imperfections: tuple[str, ...]
    lines: int = 0
    stored: int = 0
    repeated: int = 0
    quarantined: int = 0
    ignored: int = 0
    quarantine_reasons: dict[str, int] = {}


class LineSums(BaseModel):
    """Sums over files: `lines = stored + quarantined + ignored`."""

    files: int
    lines: int
    stored: int
    quarantined: int
    ignored: int
    quarantine_reasons: dict[str, int]


class Accounting(LineSums):
    """Sums over the loads that stand in the end, none of them withdrawn: `stored = counted + repeated`."""

    repeated: int
    counted: int


class ReferenceTruth(BaseModel):
    """One reference file, in the order of loading.

    One that `is_late` came days after what it says began to hold. `touched_days` are the days whose usage names one of
    its subjects, from 14 hours before it holds on (a local date may begin so much earlier); told of late files only.
    """

    path: str
    kind: str
    records: int
    is_late: bool
    touched_days: list[date] = []


class UsageTruth(BaseModel):
    """Totals of some usage; every table is a list of rows with the columns named here.

    * `totals`: requests, successes, client_errors, server_errors, request_bytes, response_bytes, latency_us_total,
      latency_requests, records_new, records_changed, records_total, quantity (decimal text), unique_users, unique_ips,
      latency_p50_us, latency_p95_us, latency_p99_us. Percentiles are nearest-rank over the requests with a latency. A
      user is a client's user; unique users leave out requests without one.
    * `usage_days`: usage_date, the columns of `totals`.  `usage_hours`: usage_hour_at (ISO 8601, UTC), requests.
    * `client_days`: usage_date, client_id (`anonymous` for none), requests, response_bytes.
    * `client_local_days`: local_date, client_id, requests. Every `local_date` is of the client's own time zone at that
      instant. Clients without a reference record, and `anonymous`, live in UTC.
    * `projects`: project_id (`none` for none), requests, response_bytes.
    * `status_codes`: status_code, requests, response_bytes.  `operations`: operation, requests.
      `providers`: provider_id, requests.
    * `dealer_days`: usage_date, dealer_id, requests, records_new, records_changed, records_total (new and changed);
      requests about no dealer are left out.
    * `endpoints`: provider_id, api_id, endpoint (route template), requests. Requests on paths that are in no route
      table are counted in `other_requests` alone.

    What follows has a row for each pair of usage_date and local_date, with requests and response_bytes; summed by the
    one or the other it is the usage by UTC days or by local days.

    * `api_days`: provider_id, api_id.  `agency_days`: agency_id, the client above the client at the instant, `none`
      without one.
    * `place_days`: country, region, city: what the event says of any of them, else where the database of the world
      knows its address to be; `unknown` each that neither tells.
    * `age_band_days`, `gender_days`, `income_band_days`, `spend_band_days`: age_band and so on, by what the registry
      says of the user at the instant: the band of the local date's year less the year of birth, of income, of spend;
      `unknown` for requests without a user, users whom nobody describes, and what their record leaves out.
    * `attribute_users` (without dates): attribute, value, unique_users of the whole range. A user whose attribute
      changed is counted with both values. Groups of few users stand as they are, which reports show if
      METERHOUSE_SMALLEST_GROUP is 1.
    """

    totals: dict[str, Any]
    usage_days: Rows
    usage_hours: Rows
    client_days: Rows
    client_local_days: Rows
    projects: Rows
    status_codes: Rows
    operations: Rows
    providers: Rows
    dealer_days: Rows
    endpoints: Rows
    other_requests: int
    api_days: Rows
    agency_days: Rows
    place_days: Rows
    age_band_days: Rows
    gender_days: Rows
    income_band_days: Rows
    spend_band_days: Rows
    attribute_users: Rows


class Truth(UsageTruth):
    """The right totals of a world, when all of it has arrived and what should not have landed is withdrawn.

    * The tables of `UsageTruth`, here: all usage, of listed and of unlisted APIs alike. So providers see it, each its
      own.  `listed`: the same tables of usage while its API was listed. So the operator, clients and dealers see it.
    * `accounting`, `withdrawn`: sums over the loads that stand, and over those that are withdrawn.
    * `files`: log files of the landing zone, in loading order: landing date, then file name. `corrections`: files that
      replace a withdrawn one, relative to the world's folder. `withdrawals`: see `WithdrawnFile`.
    * `references`: reference files, relative to the landing zone.
    * `ledger_days`: usage_date, stored, counted, repeated: records of the loads that stand.
    * `listings`: provider_id, api_id, listed_from, listed_until (none: open).
    * `bill_lines`: usage_month, client_id, price_id, currency, quantity (0 of a fee), amount_cents: what each price of
      a client comes to; lines of nothing are left out.  `invoices`: usage_month, payer_id, currency, amount_cents: what
      closing the months one by one has to invoice.
    * `versions`: kind (clients, projects, dealers, users), id (of a user `client/user`), name, valid_from (none: from
      the beginning), valid_until (none: open), is_deleted, and the requests of all usage at whose instant the version
      held. Of users only those of whom there are several.
    """

    format: Literal[3] = 3
    seed: int
    days: int
    events: int
    first_day: date
    last_day: date
    accounting: Accounting
    withdrawn: LineSums
    listed: UsageTruth
    ledger_days: Rows
    listings: Rows
    bill_lines: Rows
    invoices: Rows
    versions: Rows
    files: list[FileTruth]
    corrections: list[FileTruth]
    withdrawals: list[WithdrawnFile]
    references: list[ReferenceTruth]

    def write(self, path: Path) -> None:
        """Writes `truth.json`, all of it or nothing."""
        part = path.with_suffix(".part")
        part.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
        part.replace(path)


def read_truth(path: Path) -> Truth:
    """The truth of a world written earlier."""
    return Truth.model_validate_json(path.read_text(encoding="utf-8"))

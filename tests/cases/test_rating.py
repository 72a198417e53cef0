"""Runs the case files of the kind `rating` through the real marts: prices loaded, usage rated, the line compared."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.cases.case_files import FOLDER, Case, read_cases
from tests.cases.log_lines import Unsupported
from tests.cases.rating_cases import DAY, OVERRULED, Rated, expectations, expected, read
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.database import connect
from warehouse.reports.rating.draft import TERMS

CASES = read_cases("rating")
WINDOW = ("--event-time-start", DAY, "--event-time-end", "2026-03-03")
LINES = """
    select price_id, charged_amount, discount_amount, minimum_amount, maximum_amount, amount
    from marts.fct_rated_usage
    where price_id = any(%s)
"""
PARTS = f"""
    select line.price_id, part.tier_quantity, part.tier_amount
    from marts.fct_rated_usage as line
    inner join marts.dim_prices as price on line.price_id = price.price_id and line.price_from = price.valid_from
    cross join lateral rating.tier_parts(
        row({", ".join(f"price.{name}" for name in TERMS)})::rating.terms, line.billable_quantity,
        line.seconds, line.month_seconds
    ) as part
    where line.price_id = any(%s)
    order by part.tier
"""


@dataclass(frozen=True)
class Bills:
    """All cases of all files in one house: each case's clients with a meter, a plan and a price of their own."""

    lines: Mapping[str, Mapping[str, Decimal]]
    parts: Mapping[str, list[tuple[Decimal, Decimal]]]

    def found(self, rated: Rated) -> dict[str, Any]:
        now, then = rated.usage.client_id, f"{rated.usage.client_id} before"
        parts = {"after": self.parts.get(now, []), "before": self.parts.get(then, []) if rated.before else []}
        return expectations(rated, self.lines.get(now, {}), self.lines.get(then, {}) if rated.before else {}, parts)


def prepared() -> tuple[list[Rated], dict[str, str]]:
    """The cases that are run, and those that are not, each with the reason."""
    run: list[Rated] = []
    left_out: dict[str, str] = {}
    for case in CASES:
        if over := overruled(case):
            left_out[case.name] = f"overruled: {over}"
            continue
        try:
            run.append(read(case))
        except Unsupported as reason:
            left_out[case.name] = f"unsupported: {reason}"
    return run, left_out


def overruled(case: Case) -> str | None:
    return next((reason for matches, reason in OVERRULED.values() if matches(case)), None)


@pytest.fixture(scope="module")
def bills(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Bills:
    books = Books(databases.create(tmp_path_factory.mktemp("rating")), tmp_path_factory.mktemp("files"))
    run, _ = prepared()
    usages = [(rated, usage) for rated in run for usage in rated.usages]
    names = [usage.client_id for _, usage in usages]
    books.refer("meters", *({"meter_id": name, "name": name, "aggregation": "sum", "value": "quantity",
                             "keeps_events": True, "filter": {"event_type": name}} for name in names))  # fmt: skip
    books.refer("plans", *({"plan_id": name, "name": name, "currency": "EUR"} for name in names))
    books.refer("prices", *({"price_id": usage.client_id, "plan_id": usage.client_id, "meter_id": usage.client_id,
                             **rated.price} for rated, usage in usages))  # fmt: skip
    books.refer("subscriptions", *({"subscription_id": name, "client_id": name, "plan_id": name,
                                    "starts_at": "2026-01-01T00:00:00Z"} for name in names))  # fmt: skip
    # Without any usage of the month there would be no month to rate, and cases of nothing have none.
    books.use([Event("any", f"{DAY} 12:00"), *(event for _, usage in usages for event in usage.events())])
    dbt.must(books.settings, "run", *WINDOW)
    with connect("reader", books.settings) as reader:
        lines = reader.cursor(row_factory=dict_row).execute(LINES, [names]).fetchall()
        parts: dict[str, list[tuple[Decimal, Decimal]]] = {}
        for name, quantity, amount in reader.execute(PARTS.encode(), [names]):
            parts.setdefault(name, []).append((quantity, amount))
    return Bills({line["price_id"]: line for line in lines}, parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_price_makes_of_usage_what_a_peer_makes_of_it(case: Case, bills: Bills) -> None:
    _, left_out = prepared()
    if case.name in left_out:
        pytest.skip(left_out[case.name])
    try:
        found = bills.found(read(case))
    except Unsupported as reason:
        pytest.skip(f"unsupported: {reason}")
    assert found == expected(case)


def test_cases_that_are_not_run_are_counted_and_named() -> None:
    if not CASES:
        warnings.warn(f"No case of the kind rating was run: there is none in {FOLDER}.", stacklevel=1)
        pytest.skip(f"needs case files of the kind rating; {FOLDER} has none")
    run, left_out = prepared()
    assert run, f"none of the {len(CASES)} cases was run: {left_out}"
    if left_out:
        listed = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        warnings.warn(f"{len(left_out)} of {len(CASES)} cases of the kind rating were not run: {listed}", stacklevel=1)

"""Runs the case files of the kind `aggregation`: real events through the real marts, read by the real report."""

import warnings
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.cases.aggregation_cases import Metered, expected, found, read
from tests.cases.case_files import FOLDER, Case, read_cases
from tests.cases.log_lines import Unsupported
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.histories.marts import build_touched, compile_models
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.reports import metered

CASES = read_cases("aggregation")
# Cases, by name, that the rules of the design (section 7) decide otherwise than the peer, each with the rule. None yet.
OVERRULED: dict[str, str] = {}


@dataclass(frozen=True)
class House:
    """All cases in one house, each with a meter and a client of its own, who pays a euro for each unit."""

    books: Books
    billed: dict[str, Decimal]


def prepared() -> tuple[list[Metered], dict[str, str]]:
    """The cases that are run, and those that are not, each with the reason."""
    run: list[Metered] = []
    left_out = {case.name: f"overruled: {OVERRULED[case.name]}" for case in CASES if case.name in OVERRULED}
    for case in CASES:
        try:
            run += [read(case)] if case.name not in left_out else []
        except Unsupported as reason:
            left_out[case.name] = f"unsupported: {reason}"
    return run, left_out


@pytest.fixture(scope="module")
def house(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> House:
    books = Books(databases.create(tmp_path_factory.mktemp("aggregation")), tmp_path_factory.mktemp("files"))
    run, _ = prepared()
    names = [one.case.name for one in run]
    books.refer("meters", *(one.meter for one in run))
    books.refer("plans", {"plan_id": "plan", "name": "Plan", "currency": "EUR"})
    books.refer("prices", *({"price_id": name, "plan_id": "plan", "meter_id": name, "model": "standard",
                             "unit_amount": "1"} for name in names))  # fmt: skip
    books.refer("subscriptions", *({"subscription_id": name, "client_id": name, "plan_id": "plan",
                                    "starts_at": "2000-01-01T00:00:00Z"} for name in names))  # fmt: skip
    books.use([event for one in run for event in one.events()])
    dbt.must(books.settings, "run", "--event-time-start", "2026-03-01", "--event-time-end", "2026-03-02")
    build_touched(compile_models(dbt, books.settings), books.settings)
    dbt.must(books.settings, "run", "--select", "config.incremental_strategy:by_month+")
    rows = books.rows(
        "select client_id || to_char(usage_month, ' YYYY-MM'), quantity from marts.fct_rated_usage where events > 0"
    )
    return House(books, dict(rows))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_meter_makes_of_events_what_a_peer_makes_of_them(case: Case, house: House) -> None:
    _, left_out = prepared()
    if case.name in left_out:
        pytest.skip(left_out[case.name])
    one = read(case)
    report = metered(Scope.operator(), one.asked, house.books.settings)
    assert found(one, report) == expected(case)
    if one.is_of_a_month:
        quantity = report.frame["quantity"].to_list()
        billed = house.billed.get(f"{case.name} {one.asked.from_at:%Y-%m}")
        assert [round(value, 9) for value in quantity] == ([] if billed is None else [round(billed, 9)])


def test_cases_that_are_not_run_are_counted_and_named() -> None:
    if not CASES:
        warnings.warn(f"No case of the kind aggregation was run: there is none in {FOLDER}.", stacklevel=1)
        pytest.skip(f"needs case files of the kind aggregation; {FOLDER} has none")
    run, left_out = prepared()
    assert run, f"none of the {len(CASES)} cases was run: {left_out}"
    if left_out:
        listed = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        said = f"{len(left_out)} of {len(CASES)} cases of the kind aggregation were not run: {listed}"
        warnings.warn(said, stacklevel=1)

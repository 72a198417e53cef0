"""Runs the case files of entitlements through the real marts: grants as rights, what is left of them, what is over."""

import warnings
from collections.abc import Iterator

import pytest

from tests.cases import entitlement_cases as words
from tests.cases.case_files import FOLDER, Case, read_cases
from tests.cases.log_lines import Unsupported
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.rights.books import Books, Library

CASES = read_cases("entitlements")


def left_out() -> dict[str, str]:
    """The cases that are not run, each with the reason."""
    return dict(_left_out())


def _left_out() -> Iterator[tuple[str, str]]:
    for case in CASES:
        if over := words.overruled(case):
            yield case.name, f"overruled: {over}"
            continue
        try:
            words.require_supported(case)
        except Unsupported as reason:
            yield case.name, f"unsupported: {reason}"


@pytest.fixture(scope="module")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A client for each case that is run; the marts are made once."""
    library = Library.make(databases, tmp_path_factory.mktemp("library"), Dbt(tmp_path_factory.mktemp("dbt")))
    made = library.copy(tmp_path_factory.mktemp("cases"), tmp_path_factory.mktemp("files"))
    made.feature("used", "Limitation")
    made.plan("nothing")
    made.include("nothing", "used", 0)
    for case in CASES:
        if case.name not in left_out():
            _write(made, case)
    made.build()
    return made


def _write(books: Books, case: Case) -> None:
    for plan, quantity in words.quantities(case).items():
        books.plan(plan)
        books.include(plan, "used", quantity)
    for plan, said in words.subscriptions(case):
        books.refer("subscriptions", {"client_id": case.name, "plan_id": plan, **said})
    for change in words.changes(case):
        books.put(case.name, "used", **change)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_right_leaves_what_a_peers_grant_leaves(case: Case, books: Books) -> None:
    if reason := left_out().get(case.name):
        pytest.skip(reason)
    (row,) = books.has(case.name, case.given["until"].removesuffix("Z"), combined=True)
    assert words.found(case, row) == case.expect


def test_cases_that_are_not_run_are_counted_and_named() -> None:
    if not CASES:
        warnings.warn(f"No case of the kind entitlements was run: there is none in {FOLDER}.", stacklevel=1)
        pytest.skip(f"needs case files of the kind entitlements; {FOLDER} has none")
    not_run = left_out()
    assert len(not_run) < len(CASES), f"no case was run: {not_run}"
    if not_run:
        listed = "; ".join(f"{name}: {reason}" for name, reason in not_run.items())
        warnings.warn(
            f"{len(not_run)} of {len(CASES)} cases of the kind entitlements were not run: {listed}", stacklevel=1
        )

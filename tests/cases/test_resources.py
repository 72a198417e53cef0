"""Runs the case files of the kinds `report` and `api`, each case on behalf of a provider of its own."""

import warnings
from collections.abc import Iterator

import pytest

from tests.billing.books import Books, Library
from tests.cases import put_cases, resource_cases
from tests.cases.case_files import FOLDER, Case, read_cases
from tests.cases.log_lines import Unsupported
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt

REPORTS, PUTS = read_cases("report"), read_cases("api")


@pytest.fixture(scope="module")
def ledger(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A ledger for all cases; its marts are made once."""
    library = Library.make(databases, tmp_path_factory.mktemp("library"), Dbt(tmp_path_factory.mktemp("dbt")))
    books = Books(library.copy(tmp_path_factory.mktemp("cases")), library.queries)
    for case in REPORTS:
        try:
            resource_cases.write(case, books.of(case.name))
        except Unsupported:
            continue
    books.build()
    return books


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case.name)
def test_a_report_says_what_a_peers_says(case: Case, ledger: Books) -> None:
    try:
        answer = resource_cases.found(case, ledger.of(case.name))
    except Unsupported as reason:
        pytest.skip(f"unsupported: {reason}")
    assert resource_cases.as_expected(answer, case.expect | {"tolerance": None}) == {
        **{name: value for name, value in case.expect.items() if name != "tolerance"},
        "tolerance": None,
    }


@pytest.mark.parametrize("case", PUTS, ids=lambda case: case.name)
def test_what_is_put_is_answered_as_a_peer_answers(case: Case, ledger: Books) -> None:
    books = ledger.of(case.name)
    books.rate()
    try:
        assert put_cases.found(case, books) == case.expect
    except Unsupported as reason:
        pytest.skip(f"unsupported: {reason}")


def test_cases_that_are_not_run_are_counted_and_named(ledger: Books) -> None:
    if not REPORTS and not PUTS:
        warnings.warn(f"No case of the kinds report and api was run: there is none in {FOLDER}.", stacklevel=1)
        pytest.skip(f"needs case files of the kinds report and api; {FOLDER} has none")
    left_out = dict(_left_out(ledger))
    assert len(left_out) < len(REPORTS) + len(PUTS), f"no case was run: {left_out}"
    if left_out:
        listed = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        total = len(REPORTS) + len(PUTS)
        warnings.warn(
            f"{len(left_out)} of {total} cases of the kinds report and api were not run: {listed}", stacklevel=1
        )


def _left_out(ledger: Books) -> Iterator[tuple[str, Unsupported]]:
    for case in REPORTS:
        try:
            resource_cases.found(case, ledger.of(case.name))
        except Unsupported as reason:
            yield case.name, reason
    for case in PUTS:
        books = ledger.of(case.name)
        books.rate()
        try:
            put_cases.found(case, books)
        except Unsupported as reason:
            yield case.name, reason

"""Runs the case files of the kind `parse`, from the folder METERHOUSE_CASES names, or else the shared one."""

import warnings

import pytest

from tests.cases.case_files import FOLDER, Case, read_cases
from tests.cases.log_lines import OVERRULED, Unsupported, as_precise_as, expected_of, format_of, line_of
from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

CASES = read_cases("parse")


def prepared(case: Case) -> tuple[str, str, dict[str, object]]:
    """Format, line and expected columns; raises `Unsupported`."""
    return format_of(case), line_of(case), expected_of(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_log_line_gives_the_fields_that_a_peer_gets_from_it(case: Case, tmp_path):
    try:
        form, line, expected = prepared(case)
    except Unsupported as reason:
        pytest.skip(f"unsupported: {reason}")
    if case.name in OVERRULED:
        pytest.skip(f"overruled: {OVERRULED[case.name]}")
    path = tmp_path / "case.log"
    path.write_text(f"{line}\n", encoding="utf-8")
    (chunk,) = open_records(path, adhoc_source(form, "house"), Settings(_env_file=None))
    assert (chunk.lines, chunk.quarantined["detail"].to_list()) == (1, [])
    event = chunk.events.row(0, named=True)
    assert {column: as_precise_as(value, event[column]) for column, value in expected.items()} == expected


def test_cases_that_are_not_run_are_counted_and_named():
    if not CASES:
        warnings.warn(f"No case of the kind parse was run: there is none in {FOLDER}.", stacklevel=1)
        pytest.skip(f"needs case files of the kind parse; {FOLDER} has none")
    left_out = {case.name: OVERRULED[case.name] for case in CASES if case.name in OVERRULED}
    for case in CASES:
        try:
            prepared(case)
        except Unsupported as reason:
            left_out[case.name] = f"unsupported: {reason}"
    assert len(left_out) < len(CASES), f"none of the {len(CASES)} cases was run: {left_out}"
    if left_out:
        listed = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        warnings.warn(f"{len(left_out)} of {len(CASES)} cases of the kind parse were not run: {listed}", stacklevel=1)

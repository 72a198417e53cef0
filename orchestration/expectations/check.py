"""Did the loads arrive whole and plausible? Great Expectations decides, the ledger keeps the verdict."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from orchestration.expectations.limits import Limit, limits_of
from orchestration.expectations.profile import profile_loads
from warehouse import ledger
from warehouse.errors import LedgerError
from warehouse.settings import Settings

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult

CHECKED_BY = "great_expectations"


@dataclass(frozen=True)
class Finding:
    """What was observed of a load, what is allowed, whether that is met; a column without a limit always is."""

    expectation: str
    allowed: str
    observed: float | None
    is_met: bool

    @property
    def is_limited(self) -> bool:
        """Whether it could have been unmet."""
        return bool(self.allowed)


@dataclass(frozen=True)
class LoadCheck:
    """The verdict on one load, with everything it rests on."""

    load_id: int
    source: str
    status: Literal["accepted", "held"]
    findings: tuple[Finding, ...]

    @property
    def reason(self) -> str:
        """One sentence: what is implausible, or that nothing is."""
        unmet = [
            f"{finding.expectation} is {finding.observed:.4g}, expected {finding.allowed}"
            for finding in self.findings
            if not finding.is_met
        ]
        return "; ".join(unmet) or "every limit is kept"

    @property
    def evidence(self) -> dict[str, Any]:
        """The findings as JSON, for the ledger."""
        return {"findings": [asdict(finding) for finding in self.findings]}


def check_load(load_id: int, settings: Settings) -> LoadCheck:
    """Judges one load and appends the verdict to the ledger; raises `LedgerError` if there is no such load."""
    return check_loads([load_id], settings)[0]


def check_loads(load_ids: Sequence[int], settings: Settings) -> list[LoadCheck]:
    """Judges loads, in load order, and appends each verdict with its evidence; a held one holds no other."""
    checks = judge_loads(load_ids, settings)
    for check in checks:
        append = ledger.accept if check.status == "accepted" else ledger.hold
        append(settings, check.load_id, check.reason, by=CHECKED_BY, evidence=check.evidence)
    return checks


def judge_loads(load_ids: Sequence[int], settings: Settings) -> list[LoadCheck]:
    """The verdicts, unwritten: one profile for all loads, one validation for each source."""
    if not load_ids:
        return []
    profile = profile_loads(load_ids, settings)
    if missing := set(load_ids) - set(profile.index):
        raise LedgerError(f"There is no usage load {min(missing)}.")
    checks: dict[int, LoadCheck] = {}
    for _, loads in profile.groupby("source_version", sort=False):
        limits = limits_of(loads["expectations"].iloc[0])
        unmet = _unmet(loads, limits)
        checks |= {int(row["load_id"]): _check(row, limits, unmet) for _, row in loads.iterrows()}
    return [checks[load_id] for load_id in profile.index]


def _check(row: pd.Series[Any], limits: Sequence[Limit], unmet: set[tuple[str, int]]) -> LoadCheck:
    load_id = int(row["load_id"])
    findings = tuple(
        Finding(
            limit.sentence,
            limit.allowed,
            _known(row[limit.column]),
            (limit.column, load_id) not in unmet,
        )
        for limit in limits
    )
    is_plausible = all(finding.is_met for finding in findings)
    return LoadCheck(load_id, str(row["source"]), "accepted" if is_plausible else "held", findings)


def _known(observed: Any) -> float | None:
    return None if observed is None or observed != observed else float(observed)


def _unmet(loads: pd.DataFrame, limits: Sequence[Limit]) -> set[tuple[str, int]]:
    """Columns and loads that break a limit, as Great Expectations finds them; what is not known breaks none."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    suite = gx.ExpectationSuite(
        "plausible load",
        expectations=[
            ExpectColumnValuesToBeBetween(column=limit.column, min_value=limit.at_least, max_value=limit.at_most)
            for limit in limits
            if limit.is_bounded
        ],
    )
    asset = context.data_sources.add_pandas("ledger").add_dataframe_asset("loads")
    batch = asset.add_batch_definition_whole_dataframe("given").get_batch({"dataframe": loads})
    result = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["load_id"]}
    )
    return {(column, load_id) for found in result.results for column, load_id in _broken(found)}


def _broken(found: ExpectationValidationResult) -> Iterator[tuple[str, int]]:
    """Raises `LedgerError` if the expectation could not be evaluated: what was not looked at is not plausible."""
    rows = found.result.get("unexpected_index_list") or ()
    if found.expectation_config is None or (not found.success and not rows):
        raise LedgerError(f"Great Expectations could not evaluate {found.expectation_config}: {found.exception_info}")
    for row in rows:
        yield str(found.expectation_config.kwargs["column"]), int(row["load_id"])

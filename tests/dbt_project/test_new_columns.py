"""Tables whose columns are not the models' any more."""

import pytest

from orchestration.building import build, build_anew
from orchestration.dbt_manifest import ensure_manifest
from tests.dbt_project.conftest import Built
from warehouse.errors import BuildError
from warehouse.settings import Settings

TOTAL = "select sum(requests), sum(response_bytes) from marts.fct_usage_daily"


def test_a_build_says_how_tables_are_made_anew_and_then_they_hold_all_days(copy: Built) -> None:
    ensure_manifest(copy.settings)
    before, total = copy.dump("marts.fct_user_usage_daily"), copy.rows(TOTAL)
    copy.execute("alter table marts.fct_user_usage_daily drop column agency_id")
    copy.ledger.judge(copy.loads.third, "accepted")
    with pytest.raises(BuildError, match="meterhouse build --replace-tables"):
        build(copy.settings)

    build_anew(copy.settings)
    assert copy.dump("marts.fct_user_usage_daily") == before
    assert copy.rows(TOTAL) == total


def test_an_empty_ledger_has_nothing_to_make_anew(settings: Settings) -> None:
    with pytest.raises(BuildError, match="The ledger is empty"):
        build_anew(settings)

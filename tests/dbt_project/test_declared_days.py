"""Landing days declared empty, as the mart shows them."""

from datetime import UTC, date, datetime

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import WINDOW
from warehouse.ledger import declare_empty, ledger_horizon, withdraw_empty
from warehouse.sources import Source

MARCH_4, MARCH_5, MARCH_6 = (date(2026, 3, day) for day in (4, 5, 6))
NOW = datetime(2026, 3, 8, 9, tzinfo=UTC)
DECLARED = (
    "select landing_date, source, files_found, reason, decided_by, decided_at is not null"
    " from marts.fct_declared_empty_days order by landing_date"
)
WEB = {
    "name": "web",
    "format": "combined",
    "landing": "web/{date}/*.log",
    "fields": {"provider_id": {"constant": "house"}, "api_id": {"constant": "web"}},
    "expects": {"since": "2026-03-01"},
}


def test_the_last_word_on_a_day_is_shown_and_so_is_what_it_was_earlier(copy: Built, dbt: Dbt) -> None:
    web = Source.model_validate(WEB)
    declare_empty(copy.settings, web, MARCH_4, MARCH_6, "a holiday", now=NOW, by="ann")
    earlier = ledger_horizon(copy.settings)
    withdraw_empty(copy.settings, web, MARCH_4, MARCH_5, "no holiday", by="bob")
    declare_empty(copy.settings, web, MARCH_5, MARCH_5, "the server was off", now=NOW, by="cyd")
    build = ("build", "--select", "fct_declared_empty_days", *WINDOW)

    dbt.must(copy.settings, *build)
    assert copy.rows(DECLARED) == [
        (MARCH_5, "web", 0, "the server was off", "cyd", True),
        (MARCH_6, "web", 0, "a holiday", "ann", True),
    ]
    dbt.must(copy.settings, *build, through=earlier)
    assert copy.rows(DECLARED) == [(day, "web", 0, "a holiday", "ann", True) for day in (MARCH_4, MARCH_5, MARCH_6)]

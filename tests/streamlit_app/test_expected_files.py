from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.streamlit_app.conftest import Open
from tests.streamlit_app.test_data_health_page import table
from warehouse.settings import Settings

WEB = """
name: web
format: combined
landing: web/{date}/*.log*
fields: {provider_id: {constant: house}, api_id: {constant: web}}
"""


@pytest.fixture
def sources(world: Settings, use: Callable[[Settings], None], tmp_path: Path) -> Path:
    """The small world with source `web` alone."""
    (tmp_path / "web.yaml").write_text(WEB)
    use(world.model_copy(update={"sources": tmp_path}))
    return tmp_path


def shown() -> None:
    from datetime import UTC, date, datetime

    import polars as pl

    from streamlit_app.health.expected_table import expected_table
    from warehouse.reports import Report

    late = datetime(2026, 3, 6, 12, tzinfo=UTC)
    days = [
        (date(2026, 3, day), "web", state, int(state in ("there", "overtaken")), 0, 1, late, None, None, None)
        for day, state in enumerate(("there", "missing", "declared", "missing", "overtaken", "awaited"), start=1)
    ]
    files = ("found", "held", "expected", "late_at")
    names = ("landing_date", "source", "state", *files, "declared_by", "declared_at", "reason")
    expected_table(Report("expected_files", (), pl.DataFrame(days, schema=names, orient="row"), ()))


def test_days_that_are_not_plainly_there_are_listed_the_missing_ones_first() -> None:
    app = AppTest.from_function(shown).run()

    assert app.markdown[0].value == "**2** of 6 landing days since 1 Mar 2026 have the files that are expected."
    assert "2 landing days lack files" in app.warning[0].value
    assert app.code[0].value == 'meterhouse declare-empty web 2026-03-04 --why "…"'
    assert [(row["state"], row["landing_date"].day) for row in table(app, "late_at")] == [
        ("Missing", 4),
        ("Missing", 2),
        ("Awaited", 6),
        ("Overtaken", 5),
        ("Declared empty", 3),
    ]


@pytest.mark.usefixtures("sources")
def test_where_no_source_expects_files_the_page_says_how_it_would(open_page: Open) -> None:
    app = open_page("data_health")
    assert any("No source says which files it expects." in info.value for info in app.info)


def test_the_page_asks_the_ledger_which_files_are_missing(sources: Path, open_page: Open) -> None:
    (sources / "web.yaml").write_text(WEB + "expects: {since: 2026-03-02, until: 2026-03-03}\n")
    app = open_page("data_health")
    assert [(row["source"], row["state"]) for row in table(app, "late_at")] == [("web", "Missing")] * 2
    assert any("meterhouse declare-empty web 2026-03-03" in code.value for code in app.code)


def test_a_wrong_definition_leaves_the_rest_of_the_page(sources: Path, open_page: Open) -> None:
    (sources / "web.yaml").write_text(WEB + "expects: daily\n")
    app = open_page("data_health")
    assert not app.exception
    assert any("must be a mapping such as" in error.value for error in app.error)
    assert table(app, "adds_up")

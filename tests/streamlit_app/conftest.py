"""The dashboard on a small world, opened by an address."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from streamlit_app.serve import ENTRY
from tests.streamlit_app.world import build_marts
from warehouse.database import connect
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _world(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings: Settings = databases.create(tmp_path_factory.mktemp("dashboard"))
    with connect("owner", settings, autocommit=True) as connection:
        build_marts(connection)
    return settings


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], None]:
    """Points the dashboard at a database, and forgets what was read of another."""

    def point(settings: Settings) -> None:
        for name, value in settings.model_dump(exclude_none=True).items():
            given = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            monkeypatch.setenv(f"METERHOUSE_{name.upper()}", str(given))
        current_settings.cache_clear()
        st.cache_data.clear()

    return point


@pytest.fixture
def world(_world: Settings, use: Callable[[Settings], None]) -> Settings:
    """The small world, as the dashboard's own; only to be read."""
    use(_world)
    return _world


@pytest.fixture
def open_page() -> Open:
    """Opens a page as a link does: the query of the address in, the drawn page out."""

    def open_(page: str = "usage", /, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        if page != "usage":
            app.run()
            app.switch_page(str(Path("app_pages") / f"{page}.py"))
        return app.run()

    return open_

"""The real dashboard, on a port of its own, driven in a real browser."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from streamlit_app.serve import command
from tests.streamlit_app.world import build_marts
from warehouse.database import connect
from warehouse.settings import Settings

READY_SECONDS = 90
# The sandbox needs rights that root in a container lacks; the page is the project's own.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def world(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small world written by hand."""
    settings: Settings = databases.create(tmp_path_factory.mktemp("browser"))
    with connect("owner", settings, autocommit=True) as connection:
        build_marts(connection)
    return settings


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; skips where it is not installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium, which is not installed: scripts/install-system-packages")
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)


@pytest.fixture(scope="session")
def dashboard(world: Settings, browser: Browser) -> Iterator[str]:  # noqa: ARG001 - no server without a browser
    """The address of a running dashboard."""
    settings = world.model_copy(update={"dashboard_port": _free_port()})
    server = subprocess.Popen(command(settings), env={**os.environ, **_environment(settings)})
    address = f"http://127.0.0.1:{settings.dashboard_port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, as of someone far from UTC who has never been here."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1200}, timezone_id="America/Los_Angeles", accept_downloads=True
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(settings: Settings) -> dict[str, str]:
    given = settings.model_dump(exclude_none=True)
    values = {name: getattr(value, "get_secret_value", lambda value=value: value)() for name, value in given.items()}
    return {f"METERHOUSE_{name.upper()}": str(value) for name, value in values.items()}


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("The dashboard did not start.")

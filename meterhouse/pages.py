"""The two live pages, as child processes that end with this one."""

import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

from rich.console import Console

from orchestration.launch import serve as serve_dagster
from streamlit_app.serve import serve as serve_dashboard
from warehouse.errors import MeterhouseError
from warehouse.settings import Settings

READY_SECONDS = 90
# Dagster waits for its code servers, which may be in the middle of a check.
STOP_SECONDS = 40


def serve_until_interrupted(settings: Settings, console: Console) -> None:
    """Serves dashboard and Dagster until Ctrl-C or SIGTERM, then ends both; says so if one ends by itself."""
    # Also where a shell has started this in the background and had it, and so its children, ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    children = [*serve_dashboard(settings), *serve_dagster(settings)]
    try:
        with console.status("Starting the pages"):
            for port in (settings.dashboard_port, settings.dagster_port):
                _wait_until_ready(port, children)
        console.print(f"\nDashboard  http://127.0.0.1:{settings.dashboard_port}")
        console.print(f"Dagster    http://127.0.0.1:{settings.dagster_port}")
        console.print("Ctrl-C stops both pages and the database.\n")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise MeterhouseError("A page ended by itself; its last words are above.")
    except KeyboardInterrupt:
        console.print("Stopping")
    finally:
        _end(children)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the handler's form
    raise KeyboardInterrupt


def _wait_until_ready(port: int, children: Sequence["subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise MeterhouseError(f"The page on port {port} did not start. Is the port taken? METERHOUSE_*_PORT choose others.")


def _end(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

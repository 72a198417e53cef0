"""How the dashboard is started: on loopback only, without a browser, without telemetry."""

import subprocess
import sys
from pathlib import Path

from warehouse.settings import Settings

ENTRY = Path(__file__).with_name("app.py")


def command(settings: Settings) -> list[str]:
    """The command line that serves the dashboard; all but the port stands in `.streamlit/config.toml`."""
    port = str(settings.dashboard_port)
    return [sys.executable, "-m", "streamlit_app", "--server.port", port]


def serve(settings: Settings) -> list["subprocess.Popen[bytes]"]:
    """Starts the dashboard, which reads its settings from the same environment and folder as the caller's."""
    return [subprocess.Popen(command(settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)]

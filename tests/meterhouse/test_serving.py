import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from warehouse.settings import Settings

READY_SECONDS, END_SECONDS = 120, 60


def test_both_pages_are_served_until_an_interrupt_even_where_the_shell_has_it_ignored(
    settings: Settings, tmp_path: Path
) -> None:
    ports = free_ports(2)
    log = tmp_path / "serve.log"
    given = {"METERHOUSE_DASHBOARD_PORT": str(ports[0]), "METERHOUSE_DAGSTER_PORT": str(ports[1])}
    with log.open("wb") as output:
        served = subprocess.Popen(
            [str(Path(sys.executable).with_name("meterhouse")), "serve"],
            env={**os.environ, **given},
            stdout=output,
            stderr=output,
            start_new_session=True,
            # As a shell without job control starts what stands before an `&`.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
    try:
        wait_until(lambda: "Ctrl-C stops" in log.read_text(), READY_SECONDS, log)
        for port in ports:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
                assert page.status == 200
        served.send_signal(signal.SIGINT)
        served.wait(END_SECONDS)
    finally:
        if served.poll() is None:
            os.killpg(served.pid, signal.SIGKILL)
    assert "Stopping" in log.read_text()
    assert [port for port in ports if is_taken(port)] == []
    assert settings.database_url


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: Callable[[], bool], seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)

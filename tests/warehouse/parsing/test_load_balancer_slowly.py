"""Random lines of load balancers, read at once and, as a second method, slowly one by one."""

import csv
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

COLUMNS = ("ip", "method", "path", "status_code", "latency_us", "request_bytes", "response_bytes", "user_agent")
PLAIN = st.characters(min_codepoint=33, exclude_characters='"\\', exclude_categories=["C", "Z"])
SECONDS = st.decimals(0, 4000, places=3).map(str) | st.just("-1")
PORT = st.integers(1, 65535).map(str)
TARGET = st.builds(
    "{} {}://{}:{}/{} {}".format,
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.sampled_from(["http", "https"]),
    st.sampled_from(["www.example.com", "10.0.0.30", "[2001:db8::1]"]),
    PORT,
    st.text(PLAIN, max_size=20),
    st.sampled_from(["HTTP/1.1", "HTTP/2.0"]),
)
ADDRESS = st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map("[{}]".format)
AGENT = st.text(PLAIN | st.just(" "), max_size=30)
FIELD = st.text(PLAIN, min_size=1, max_size=12) | st.text(PLAIN | st.just(" "), max_size=12).map('"{}"'.format)
LINE = st.builds(
    '{} {} lb {}:{} - {} {} {} {} - {} {} "{}" "{}" - - - "-" {}'.format,
    st.sampled_from(["http", "https", "h2", "ws", "wss", "grpcs", "h3"]),
    st.datetimes(datetime(1999, 1, 1), datetime(2099, 1, 1)).map("{:%Y-%m-%dT%H:%M:%S.%fZ}".format),  # noqa: DTZ001
    ADDRESS, PORT, SECONDS, SECONDS, SECONDS,
    st.integers(100, 599).map(str) | st.sampled_from(["-", "000"]),
    st.integers(0, 10**15), st.integers(0, 10**15),
    TARGET | st.sampled_from(["- http://www.example.com:80- -", "- - - "]),
    AGENT, st.lists(FIELD, max_size=16).map(" ".join),
)  # fmt: skip


def read_slowly(line: str) -> tuple[object, ...]:
    """The fields by the standard library's CSV reader, one line at a time."""
    fields = next(csv.reader([line], delimiter=" "))
    _, at, _, client, _, *times, status, _, received, sent, request, agent = fields[:14]
    method, path = None, None
    if not request.startswith("-"):
        method, url, _ = request.split(" ")
        path = "/" + url.split("/", 3)[3]
    seconds = None if "-1" in times else sum(Decimal(time) for time in times)
    return (
        client.rpartition(":")[0].strip("[]"),
        method,
        path,
        None if status in ("-", "000") else int(status),
        None if seconds is None else int(timedelta(seconds=1) / timedelta(microseconds=1) * float(seconds) + 0.5),
        int(received),
        int(sent),
        None if agent in ("", "-") else agent,
        datetime.fromisoformat(at),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(lines=st.lists(LINE, min_size=1, max_size=8))
def test_random_lines_give_what_a_slow_reading_gives(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "random_alb.log"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    chunks = list(open_records(path, adhoc_source("alb", "house"), Settings(_env_file=None)))
    rows = [row for chunk in chunks for row in chunk.events.select(*COLUMNS, "usage_at").rows()]
    assert rows == [read_slowly(line) for line in lines]
    assert not any(chunk.quarantined.height for chunk in chunks)

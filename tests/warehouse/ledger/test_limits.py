"""Where a promise ends, and what holds at its edge."""

import datetime as dt
import threading

from tests.warehouse.ledger.conftest import Write, event, source
from warehouse.database import connect
from warehouse.ledger import accept, ledger_horizon, load_file, touched_days
from warehouse.settings import Settings


def test_a_file_by_position_is_compared_only_with_files_of_its_beginning(settings: Settings, write: Write) -> None:
    by_position = source(identity="position")
    lines = [event(number, note="x" * 2000) for number in range(3)]  # No line ends within the first 1,024 bytes.
    load_file(write("a.jsonl", *lines[:2]), by_position, settings=settings)
    assert load_file(write("b.jsonl", *lines[1:]), by_position, settings=settings).repeated == 0
    assert load_file(write("grown.jsonl", *lines), by_position, settings=settings).repeated == 2


def test_identical_lines_cut_apart_by_a_files_end_count_once_by_content(settings: Settings, write: Write) -> None:
    """The price of `content`: three equal requests, of which the log's rotation left one to the next file."""
    by_content = source(identity="content")
    whole = load_file(write("whole.jsonl", event(1), event(1), event(1)), by_content, settings=settings)
    assert (whole.stored, whole.repeated) == (3, 0)
    second = source("rotated", "content")
    first_part = load_file(write("a.jsonl", event(1), event(1)), second, settings=settings)
    rest = load_file(write("b.jsonl", event(1), event(2)), second, settings=settings)
    assert (first_part.stored, first_part.repeated) == (2, 0)
    assert (rest.stored, rest.repeated) == (2, 1)


def test_files_that_overlap_count_once_by_content(settings: Settings, write: Write) -> None:
    by_content = source(identity="content")
    load_file(write("a.jsonl", event(1), event(2), event(2)), by_content, settings=settings)
    overlapping = load_file(write("b.jsonl", event(2), event(2), event(3)), by_content, settings=settings)
    assert (overlapping.stored, overlapping.repeated) == (3, 2)


def test_a_slow_load_that_commits_behind_a_fast_one_still_touches_its_day(settings: Settings, write: Write) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def wait(_: int) -> None:
        reached.set()
        go_on.wait(30)

    slow_file = write("slow.jsonl", event(1, day="2026-03-04"))
    slow = threading.Thread(
        target=lambda: load_file(slow_file, source("slow"), settings=settings, accept=True, on_progress=wait)
    )
    slow.start()
    assert reached.wait(30)
    fast = load_file(write("fast.jsonl", event(2)), source("fast"), settings=settings)
    through = accept(settings, fast.load_id, "looked at")
    assert ledger_horizon(settings) == through
    with connect("owner", settings) as owner:  # A build has gone through all that is committed.
        owner.execute("create table marts.fct_days_built (usage_date date, built_through_no bigint)")
        owner.execute("insert into marts.fct_days_built values ('2026-03-04', %s), ('2026-03-05', %s)", [through] * 2)
        owner.execute("grant select on marts.fct_days_built to meterhouse_loader")
    assert touched_days(settings) == []
    go_on.set()
    slow.join()
    assert touched_days(settings) == [dt.date(2026, 3, 4)]
    assert ledger_horizon(settings) > through


def test_a_load_leaves_no_block_unsummarised_and_statistics_behind_it(settings: Settings, write: Write) -> None:
    load_file(write("a.jsonl", *(event(number) for number in range(5000))), source(), settings=settings)
    index, table = "raw.usage_events_2026_03_by_day", "raw.usage_events_2026_03"
    with connect("owner", settings) as owner:
        assert owner.execute(f"select brin_summarize_new_values('{index}')".encode()).fetchone() == (0,)
        analyzed = owner.execute(f"select reltuples from pg_class where oid = '{table}'::regclass".encode())
        assert analyzed.fetchone() == (5000,)

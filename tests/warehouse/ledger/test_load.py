import datetime as dt
import gzip
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.ledger.conftest import Write, event, source
from warehouse.database import connect
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult, load_file
from warehouse.settings import Settings

MARCH_5 = dt.date(2026, 3, 5)


def rows(settings: Settings, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connect("loader", settings) as connection:
        return connection.execute(query.encode(), parameters).fetchall()


def test_every_line_is_accounted_for(settings: Settings, write: Write) -> None:
    path = write("a.jsonl", event(1), "", "not json", event(2, status=9999), event(3), event(3))
    result = load_file(path, source(), settings=settings)
    assert (result.lines, result.stored, result.quarantined, result.ignored, result.repeated) == (6, 3, 2, 1, 1)
    assert result.quarantine_reasons == {"unparseable": 1, "out_of_range": 1}
    assert result.touched_days == [MARCH_5]
    assert result.status == "held"
    assert rows(settings, "select line_no, endpoint from raw.usage_events order by line_no") == [
        (1, "/orders/{id}"),
        (5, "/orders/{id}"),
        (6, "/orders/{id}"),
    ]
    assert rows(settings, "select line_no, reason from raw.quarantine order by line_no") == [
        (3, "unparseable"),
        (4, "out_of_range"),
    ]


def test_a_stored_record_keeps_what_was_sent_and_no_person(settings: Settings, write: Write) -> None:
    sent = event(61, user="ann", ip="203.0.113.9", method="DELETE", status=503)
    load_file(write("a.jsonl", sent), source(), settings=settings)
    columns = "usage_at, usage_date, provider_id, api_id, endpoint, method, operation, status_code, client_id"
    assert rows(settings, f"select {columns} from raw.usage_events") == [
        (
            dt.datetime(2026, 3, 5, 1, 1, tzinfo=dt.UTC),
            MARCH_5,
            "house",
            "orders",
            "/orders/{id}",
            "DELETE",
            "delete",
            503,
            "acme",
        )
    ]
    assert "ann" not in str(rows(settings, "select usage_events::text from raw.usage_events"))
    paired = "select client_id, user_id from raw.user_keys inner join raw.usage_events using (client_id, user_key)"
    assert rows(settings, paired) == [("acme", "ann")]
    assert rows(settings, "select ip from raw.ip_keys inner join raw.usage_events using (ip_key)") == [("203.0.113.9",)]


def test_the_same_user_name_at_two_clients_is_two_persons(settings: Settings, write: Write) -> None:
    load_file(write("a.jsonl", event(1, user="ann"), event(2, user="ann", client="bolt")), source(), settings=settings)
    assert rows(settings, "select count(distinct user_key) from raw.usage_events") == [(2,)]


def test_the_same_file_again_is_not_stored_again(settings: Settings, write: Write, tmp_path: Path) -> None:
    first = load_file(write("a.jsonl", event(1), event(2)), source(), settings=settings)
    copy = shutil.copy(tmp_path / "a.jsonl", tmp_path / "renamed.jsonl")
    again = load_file(Path(copy), source(), settings=settings)
    assert (again.load_id, again.already_loaded) == (first.load_id, True)
    assert rows(settings, "select count(*) from raw.usage_events") == [(2,)]


def test_the_same_records_compressed_are_stored_and_known_as_repeats(settings: Settings, write: Write) -> None:
    for identity in ("position", "content", "field"):
        path = write(f"{identity}.jsonl", event(1), event(2))
        load_file(path, source(identity, identity), settings=settings)
        packed = path.with_suffix(".gz")
        packed.write_bytes(gzip.compress(path.read_bytes()))
        result = load_file(packed, source(identity, identity), settings=settings)
        assert (result.stored, result.repeated) == (2, 2), identity


@pytest.mark.parametrize("already", [1, 8])
def test_a_grown_file_adds_only_its_new_lines_however_short_it_was(
    settings: Settings, write: Write, already: int
) -> None:
    records = [event(number) for number in range(20)]
    load_file(write("a.jsonl", *records[:already]), source(identity="position"), settings=settings)
    grown = load_file(write("b.jsonl", *records), source(identity="position"), settings=settings)
    assert (grown.stored, grown.repeated) == (20, already)


def test_an_earlier_state_of_a_file_that_comes_later_repeats_all_of_it(settings: Settings, write: Write) -> None:
    records = [event(number) for number in range(20)]
    load_file(write("b.jsonl", *records), source(identity="position"), settings=settings)
    early = load_file(
        write("a.jsonl", *records[:2], '{"time": "2026-03-', end=""), source(identity="position"), settings=settings
    )
    assert (early.stored, early.repeated, early.quarantine_reasons) == (2, 2, {"unterminated": 1})


def test_two_files_that_only_begin_alike_are_two_files(settings: Settings, write: Write) -> None:
    same, first, second = event(1), [event(n) for n in range(2, 20)], [event(n) for n in range(30, 48)]
    load_file(write("a.jsonl", same, *first), source(identity="position"), settings=settings)
    other = load_file(write("b.jsonl", same, *second), source(identity="position"), settings=settings)
    assert (other.stored, other.repeated) == (19, 0)


def test_two_sources_never_meet_in_an_id(settings: Settings, write: Write) -> None:
    load_file(write("a.jsonl", event(1)), source("one"), settings=settings)
    assert load_file(write("b.jsonl", event(1), event(2)), source("two"), settings=settings).repeated == 0


def test_a_refused_file_leaves_no_trace_and_can_be_tried_again(settings: Settings, write: Write) -> None:
    whole = gzip.compress("\n".join(str(event(n)).replace("'", '"') for n in range(5000)).encode())
    path = write("a.jsonl.gz")
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LoadRefused, match=r"a\.jsonl\.gz"):
        load_file(path, source(), settings=settings)
    for table in ("loads", "usage_events", "quarantine", "ip_keys", "load_days"):
        assert rows(settings, f"select count(*) from raw.{table}") == [(0,)]
    path.write_bytes(whole)
    assert load_file(path, source(), settings=settings).stored == 5000


def test_two_loaders_of_one_file_store_it_once(settings: Settings, write: Write) -> None:
    path = write("a.jsonl", *(event(n) for n in range(500)))
    results: list[LoadResult] = []
    threads = [
        threading.Thread(target=lambda: results.append(load_file(path, source(), settings=settings))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result.load_id for result in results}) == 1
    assert sorted(result.already_loaded for result in results) == [False, True, True, True]
    assert rows(settings, "select count(*) from raw.usage_events") == [(500,)]


def test_loads_that_share_values_in_opposite_order_do_not_block_each_other(settings: Settings, write: Write) -> None:
    forward = [event(n, ip=f"192.0.2.{n % 200}", user=f"u{n}") for n in range(400)]
    paths = [write("a.jsonl", *forward), write("b.jsonl", *reversed(forward))]
    small = settings.model_copy(update={"chunk_bytes": 4096})
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda p=path: results.append(load_file(p, source(p.stem), settings=small).stored))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [400, 400]
    assert rows(settings, "select count(*) from raw.ip_keys") == [(200,)]


def test_days_come_from_the_records_and_not_from_the_file(settings: Settings, write: Write) -> None:
    spill = [event(1439), event(0, "2026-03-06", id="x"), event(5, "2026-02-27", id="y")]
    result = load_file(write("a.jsonl", *spill), source(), settings=settings, landing_date=MARCH_5)
    assert result.touched_days == [dt.date(2026, 2, 27), MARCH_5, dt.date(2026, 3, 6)]
    assert rows(settings, "select usage_date, stored, repeated from raw.load_days order by 1") == [
        (dt.date(2026, 2, 27), 1, 0),
        (MARCH_5, 1, 0),
        (dt.date(2026, 3, 6), 1, 0),
    ]


def test_an_empty_file_is_a_load_of_nothing(settings: Settings, write: Write) -> None:
    result = load_file(write("a.jsonl"), source(), settings=settings)
    assert (result.lines, result.touched_days, result.rows_per_second) == (0, [], 0)


def test_records_without_any_id_are_quarantined_also_when_no_line_has_one(settings: Settings, write: Write) -> None:
    lines = [{key: value for key, value in event(n).items() if key != "id"} for n in range(3)]
    result = load_file(write("a.jsonl", *lines), source(), settings=settings)
    assert (result.stored, result.quarantine_reasons) == (0, {"missing_field": 3})


def test_ids_that_are_no_text_never_hide_one_another(settings: Settings, write: Write) -> None:
    spoilt = [event(n, id=text) for n, text in enumerate(("q\x00b", "q\ud800b", "q\ud801b"))]
    result = load_file(write("a.jsonl", *spoilt, event(9)), source(), settings=settings)
    assert (result.stored, result.repeated, result.quarantined) == (1, 0, 3)


def test_a_file_name_that_is_no_text_is_refused_in_a_sentence(settings: Settings, write: Write, tmp_path: Path) -> None:
    odd = write("a.jsonl", event(1)).rename(tmp_path / "p\udcff.jsonl")
    with pytest.raises(LoadRefused, match="Rename it"):
        load_file(odd, source(), settings=settings)

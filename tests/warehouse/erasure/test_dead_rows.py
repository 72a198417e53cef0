"""After the deletion: no dead rows, and no samples of her values in the statistics."""

from tests.warehouse.erasure.conftest import ANN, VALUES, House, hers, record
from warehouse import erasure
from warehouse.database import connect

STATISTICS = (
    "select schemaname || '.' || tablename || '.' || attname, one::text from pg_stats as one where schemaname = 'raw'"
)


def sampled(house: House) -> dict[str, set[str]]:
    found = {name: {value for value in VALUES if value in text} for name, text in house.rows(STATISTICS)}
    return {name: values for name, values in found.items() if values}


def analyse(house: House) -> None:
    with connect("owner", house.settings, autocommit=True) as connection:
        connection.execute("analyze")


def test_the_statistics_forget_her_also_of_tables_that_became_empty(empty: House) -> None:
    empty.load(
        "a.jsonl",
        hers(1),
        hers(2, ip="203.0.113.8", agent="Another agent of hers"),
        record(3),
        f"{ANN} what",
        f"{ANN} who",
    )
    analyse(empty)
    before = sampled(empty)
    assert {"raw.ip_keys.ip", "raw.agent_keys.user_agent"} <= set(before)
    assert {"raw.usage_events.attributes", "raw.usage_events_2026_03.attributes"} <= set(before)
    empty.erase()
    assert sampled(empty) == before
    vacuumed = erasure.remove_dead_rows(empty.person(), empty.settings, [], lambda _: None)
    assert {"raw.user_keys", "raw.usage_events_2026_03", "raw.quarantine_texts"} <= set(vacuumed)
    assert "raw.empty_day_declarations" in vacuumed
    assert sampled(empty) == {}
    assert empty.rows("select count(*) from raw.ip_keys") == [(0,)]

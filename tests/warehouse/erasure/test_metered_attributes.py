"""What meters read of a person's usage stays, so that no bill changes; everything else said besides goes."""

import pytest

from tests.warehouse.erasure.conftest import ANN, House, hers
from warehouse.ledger.metered_attributes import only_metered
from warehouse.reference import load_reference

SAID = {"mail": f"{ANN}@example.org", "seats": 1.50, "plan": {"tier": "gold", "of": ANN}, "note": None}
METERS = (
    {"meter_id": "seats", "name": "Seats", "aggregation": "sum", "value": "attributes.seats"},
    {"meter_id": "gold", "name": "Gold", "aggregation": "count", "filter": {"attributes.note": ["any"]}},
)
STORED = "select attributes::text, credential_id from raw.usage_events order by event_key"


def test_attributes_that_a_meter_reads_stay_whether_the_usage_came_before_or_after(empty: House) -> None:
    load_reference(empty.write("meters.jsonl", *METERS), "meters", empty.settings)
    empty.load("first.jsonl", hers(1, attributes=SAID))
    empty.erase()
    empty.load("second.jsonl", hers(2, attributes=SAID), hers(3, attributes={"mail": ANN}))

    kept = ('{"note": null, "seats": 1.5}', None)
    assert sorted(empty.rows(STORED), key=str) == sorted([kept, kept, (None, None)], key=str)
    assert empty.named() == set()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('{"a": 1, "b": {"a": [1, {"c": 2}]}, "c": "x, y: {}"}', '{"b": {"a": [1, {"c": 2}]}, "c": "x, y: {}"}'),
        (' {"c" :  12345678901234567890.10 , "d": "\\"c\\": 1"} ', '{"c" :  12345678901234567890.10}'),
        ('{"a": {"b": 1}}', None),
        ("{}", None),
        ('{"c": ' + "[" * 100_000 + "]" * 100_000 + "}", None),
    ],
)
def test_members_are_kept_as_they_are_written(said: str, kept: str | None) -> None:
    assert only_metered(said, {"b", "c"}) == kept

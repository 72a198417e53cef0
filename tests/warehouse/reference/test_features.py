"""Features and what plans include of them: taken whole, or refused with line and field."""

import json
from pathlib import Path
from typing import Any

import pytest

from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult
from warehouse.reference import load_reference
from warehouse.settings import Settings

SEATS = {"feature_id": "seats", "name": "Seats", "feature_type": "Limitation"}
MAILS = {"feature_id": "mails", "name": "Mails", "feature_type": "Consumption"}
SSO = {"feature_id": "sso", "name": "Single sign-on", "feature_type": "OnOff"}
CALLS = {"feature_id": "calls", "name": "Calls", "feature_type": "Consumption", "meter_id": "call"}
METERS = [
    {"meter_id": "call", "name": "Calls", "aggregation": "count"},
    {"meter_id": "last", "name": "Last", "aggregation": "latest", "value": "quantity"},
    {"meter_id": "sold", "name": "Sold", "aggregation": "sum", "value": "quantity", "carries_over": True},
]


class House:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder, self.files = settings, folder, 0

    def load(self, kind: str, *records: dict[str, Any]) -> LoadResult:
        self.files += 1
        path = self.folder / f"{self.files}.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
        return load_reference(path, kind, self.settings)

    def refusal(self, kind: str, *records: dict[str, Any]) -> str:
        with pytest.raises(LoadRefused) as refused:
            self.load(kind, *records)
        return str(refused.value).split(".jsonl, ")[1]


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> House:
    """Knows meters, a plan and three features."""
    made = House(settings, tmp_path)
    made.load("meters", *METERS)
    made.load("plans", {"plan_id": "basic", "name": "Basic", "currency": "EUR"})
    made.load("features", SEATS, MAILS, SSO)
    return made


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("features", {**SEATS, "feature_type": "Level"}, "feature_type: Input should be 'OnOff', 'Limitation' or"),
        ("features", {**SEATS, "name": ""}, "name: String should have at least 1 character"),
        ("features", {**SEATS, "is_visible": "perhaps"}, "is_visible: Input should be a valid boolean"),
        ("features", {**SEATS, "colour": "red"}, "colour: Extra inputs are not permitted"),
        ("features", {**SEATS, "feature_type": "OnOff"}, "feature_type: feature seats has Limitation and keeps it"),
        ("features", {**MAILS, "meter_id": "call"}, "meter_id: feature mails has none and keeps it, not call"),
        ("features", {**SEATS, "feature_id": "new", "meter_id": "call"}, "meter_id: a meter feeds a Consumption"),
        ("features", {**CALLS, "meter_id": "nothing"}, "meter_id: there is no meter 'nothing'; load the meters first"),
        ("features", {**CALLS, "meter_id": "last"}, "meter_id: a count or a sum that begins anew can feed a feature"),
        ("features", {**CALLS, "meter_id": "sold"}, "sold is a sum that carries over"),
        ("plan_features", {"feature_id": "seats"}, "plan_id: Field required"),
        (
            "plan_features",
            {"plan_id": "gone", "feature_id": "seats"},
            "plan_id: there is no plan 'gone'; load the plans",
        ),
        (
            "plan_features",
            {"plan_id": "basic", "feature_id": "x"},
            "feature_id: there is no feature 'x'; load the feat",
        ),
        (
            "plan_features",
            {"plan_id": "basic", "feature_id": "seats", "quantity": -1},
            "quantity: Input should be great",
        ),
        (
            "plan_features",
            {"plan_id": "basic", "feature_id": "seats", "quantity": "ten"},
            "quantity: Input should be a",
        ),
        ("plan_features", {"plan_id": "basic", "feature_id": "sso", "quantity": 1}, "quantity: sso is of type OnOff"),
        (
            "plan_features",
            {"plan_id": "basic", "feature_id": "seats", "period": "day"},
            "period: seats is of type Limi",
        ),
        (
            "plan_features",
            {"plan_id": "basic", "feature_id": "mails", "period": "hour"},
            "period: Input should be 'day'",
        ),
        ("plan_features", {"plan_id": "basic", "feature_id": "mails", "is_included": True}, "is_included: mails is of"),
    ],
)
def test_a_file_with_a_wrong_record_is_refused_whole(
    house: House, kind: str, record: dict[str, Any], said: str
) -> None:
    good = {"features": {**SEATS, "feature_id": "good"}, "plan_features": {"plan_id": "basic", "feature_id": "mails"}}
    refusal = house.refusal(kind, good[kind], record)
    assert refusal.startswith("line 2, ")
    assert said in refusal
    assert not house.load(kind, good[kind]).already_loaded


def test_a_feature_of_a_deleted_plan_or_feature_is_refused(house: House) -> None:
    house.load("features", {**SEATS, "is_deleted": True})
    included = {"plan_id": "basic", "feature_id": "seats", "quantity": 5}
    assert "there is no feature 'seats'" in house.refusal("plan_features", included)
    assert house.load("plan_features", {**included, "feature_id": "mails"}).stored == 1


def test_features_come_from_csv_too(house: House, tmp_path: Path) -> None:
    features = tmp_path / "features.csv"
    features.write_text(
        "feature_id,name,feature_type,is_visible,meter_id\ncalls,Calls,Consumption,,call\nx,X,OnOff,false,\n"
    )
    assert load_reference(features, "features", house.settings).stored == 2
    included = tmp_path / "plan_features.csv"
    included.write_text("plan_id,feature_id,quantity,period\nbasic,calls,10.5,week\nbasic,x,,\nbasic,seats,,\n")
    assert load_reference(included, "plan_features", house.settings).stored == 3
    assert load_reference(included, "plan_features", house.settings).already_loaded

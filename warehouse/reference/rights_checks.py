"""What records of features must agree with: plans, meters and features that are known, and what a type can have."""

from collections.abc import Callable
from typing import Any

import psycopg

from warehouse.reference.features import Feature, PlanFeature
from warehouse.reference.pricing_checks import Known, Wrong, check_each, found
from warehouse.reference.record import Reference

RIGHTS = ("features", "plan_features")
# What can be added up from the days of a period.
FEEDING = ("count", "sum")
# The fields of a plan feature that go with each type.
GOES_WITH = {"OnOff": ("is_included",), "Limitation": ("quantity",), "Consumption": ("quantity", "period")}


def check_rights(
    connection: psycopg.Connection, kind: str, records: list[tuple[int, Reference]], origin: str, place: str
) -> None:
    """Raises `LoadRefused` naming origin, line and field of the first record that disagrees with what is known."""
    check_each(connection, kind, records, origin, place, CHECKS[kind])


def _check_feature(feature: Feature, known: Known) -> None:
    before = known.of("features").get(feature.feature_id)
    for field in ("feature_type", "meter_id") if before else ():
        was, now = before[field] if before else None, getattr(feature, field)
        if was != now:
            sentence = f"feature {feature.feature_id} has {was or 'none'} and keeps it, not {now or 'none'}"
            raise Wrong(field, f"{sentence}; another needs another feature_id")
    if feature.meter_id is None:
        return
    if feature.feature_type != "Consumption":
        raise Wrong("meter_id", f"a meter feeds a Consumption, and {feature.feature_id} is a {feature.feature_type}")
    meter = found(known, "meters", "meter_id", feature.meter_id)
    if meter["aggregation"] not in FEEDING or meter.get("carries_over"):
        kind = f"{meter['aggregation']}{' that carries over' if meter.get('carries_over') else ''}"
        raise Wrong("meter_id", f"a count or a sum that begins anew can feed a feature; {feature.meter_id} is a {kind}")


def _check_plan_feature(one: PlanFeature, known: Known) -> None:
    found(known, "plans", "plan_id", one.plan_id)
    feature_type = found(known, "features", "feature_id", one.feature_id)["feature_type"]
    for field in ("quantity", "is_included", "period"):
        if getattr(one, field) is not None and field not in GOES_WITH[feature_type]:
            has = " and ".join(GOES_WITH[feature_type])
            raise Wrong(field, f"{one.feature_id} is of type {feature_type}, which has {has}")


CHECKS: dict[str, Callable[[Any, Known], None]] = {
    "features": _check_feature,
    "plan_features": _check_plan_feature,
}

"""What is broken of rights, by the data test that must notice, and the rights that are broken."""

from datetime import UTC, datetime

from tests.dbt_project.ledger import Ledger
from warehouse.rights import put_change

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def another_row(table: str, where: str, change: str) -> str:
    """The same row again, but for some columns."""
    return (
        f"insert into marts.{table} select (jsonb_populate_record(old, jsonb_build_object({change}))).* "
        f"from marts.{table} as old where {where} limit 1"
    )


BREAKS_OF_RIGHTS = {
    "features_hold_for_some_time": "update marts.dim_features set valid_until = valid_from where feature_id = 'sso'",
    "a_meter_feeds_a_consumption": "update marts.dim_features set feature_type = 'OnOff' where feature_id = 'calls'",
    "plan_features_hold_for_some_time": (
        "update marts.dim_plan_features set valid_until = valid_from where feature_id = 'sso'"
    ),
    "a_change_says_one_thing": "update marts.fct_feature_changes set increment = 1, quantity = 1",
    "a_change_lies_in_its_period": "update marts.fct_feature_changes set period_until = happened_at",
    "a_change_counts_once": another_row(
        "fct_feature_changes", "standing = 'counted'", "'ledger_no', old.ledger_no + 1000"
    ),
    "levels_are_what_changes_come_to": "update marts.fct_feature_levels set quantity = 5.5",
    "levels_hold_for_some_time": (
        "update marts.fct_feature_levels set level_until = level_from where level_until < 'infinity'"
    ),
    "a_feature_has_one_level_at_a_time": another_row(
        "fct_feature_levels", "level_until > level_from", "'level_from', old.level_from + interval '1 hour'"
    ),
    "rights_hold_for_some_time": "update marts.fct_rights set right_until = right_from where feature_id = 'sso'",
    "every_right_is_of_a_known_feature": "update marts.fct_rights set feature_id = 'ghost' where feature_id = 'sso'",
    "a_right_says_what_its_type_can_have": (
        "update marts.fct_rights set is_unlimited = not is_unlimited where feature_id = 'calls'"
    ),
    "a_subscription_has_a_feature_once_at_a_time": another_row(
        "fct_rights", "feature_id = 'seats'", "'right_from', old.right_from + interval '1 day'"
    ),
    "every_change_counts_repeats_contradicts_or_is_left_out": (
        "update marts.fct_rights_built set counted = counted + 1"
    ),
    "combined_rights_are_what_their_parts_come_to": (
        "update marts.fct_rights_combined set quantity_included = 77 where feature_id = 'seats'"
    ),
    "combined_rights_follow_one_another": another_row(
        "fct_rights_combined", "feature_id = 'seats'", "'right_from', old.right_from + interval '1 day'"
    ),
    "combined_rights_cover_the_time_of_their_parts": (
        "update marts.fct_rights_combined set right_from = '2026-03-02Z' where feature_id = 'calls'"
    ),
    # Nobody is fed what the meter counts of its first day.
    "features_are_fed_what_their_meters_count": (
        "update marts.fct_rights_combined set right_from = '2026-03-03Z' where feature_id = 'calls'"
    ),
}


def refer_rights(ledger: Ledger) -> None:
    """Of `plan` a feature of each type; the seats are reported twice, and are more each time."""
    standing = {"is_deleted": False, "is_visible": True}
    ledger.refer("features", {"feature_id": "calls", "feature_type": "Consumption", "meter_id": "request", **standing})
    ledger.refer("features", {"feature_id": "seats", "feature_type": "Limitation", "meter_id": None, **standing})
    ledger.refer("features", {"feature_id": "sso", "feature_type": "OnOff", "meter_id": None, **standing})
    for feature_id, quantity in (("calls", 100), ("seats", 10), ("sso", None)):
        included = {"id": f"plan/{feature_id}", "plan_id": "plan", "feature_id": feature_id, "quantity": quantity}
        ledger.refer("plan_features", included | {"is_deleted": False})
    for day, seats in ((3, 5), (5, 7)):
        change = {"client_id": "acme", "feature_id": "seats", "time": f"2026-02-0{day}T00:00:00Z", "quantity": seats}
        put_change(change, ledger.settings, NOW)

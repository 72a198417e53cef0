"""Why a change was refused, in one sentence that says what to do."""

from collections.abc import Mapping
from typing import Any

from warehouse.errors import RecordRefused
from warehouse.events import QuarantineReason


def refusal(found: Mapping[str, Any]) -> RecordRefused:
    """The error of a row that was judged to be refused."""
    client, subscription, feature = (repr(found[name]) for name in ("client_id", "subscription_id", "feature_id"))
    kind, unknown = found["feature_type"], QuarantineReason.UNKNOWN_ID
    match found["fault"]:
        case "unknown_feature":
            return RecordRefused(unknown, "feature_id", f"there is no feature {feature}; load the features first")
        case "unknown_client":
            return RecordRefused(unknown, "client_id", f"there is no client {client}; load the subscriptions first")
        case "unknown_subscription":
            detail = f"there is no subscription {subscription}; load the subscriptions first"
            return RecordRefused(unknown, "subscription_id", detail)
        case "other_client":
            return RecordRefused(unknown, "subscription_id", f"{subscription} is no subscription of {client}")
        case "no_switch":
            detail = f"{feature} is OnOff, which has no quantity; say is_enabled true or false"
            return RecordRefused(QuarantineReason.WRONG_VALUE, found["said"], detail)
        case "no_quantity":
            detail = f"{feature} is a {kind}, which has no switch; say an increment or a quantity"
            return RecordRefused(QuarantineReason.WRONG_VALUE, "is_enabled", detail)
        case "metered":
            detail = f"{feature} is fed by the meter {found['meter_id']!r}; what it counts is not reported again"
            return RecordRefused(QuarantineReason.WRONG_VALUE, "feature_id", detail)
    whose = f"the subscription {subscription}" if found["subscription_id"] else f"no subscription of {client}"
    detail = f"{whose} {'does not include' if found['subscription_id'] else 'includes'} {feature}"
    return RecordRefused(unknown, "feature_id", f"{detail}; load the plan_features first")

"""Peers' cases of grants that are burned down, put into the words of this house: rights of subscriptions, and use.

A grant is a subscription whose plan includes a Limitation: what is used of it persists. A client without any has one
that includes nothing, so that what it uses is seen.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tests.cases.case_files import Case
from tests.cases.log_lines import Unsupported

Said = dict[str, Any]
BEFORE = "2020-01-01T00:00:00Z"
# Cases that the rules of the design (section 8) decide otherwise than the peer, and why.
OVERRULED: dict[str, tuple[Callable[[Case], bool], str]] = {
    "voided": (
        lambda case: any("voided_at" in grant for grant in _grants(case)),
        "what is included is a level, not a balance that is burned down: when it ends, all that is used is over",
    ),
}


def overruled(case: Case) -> str | None:
    """Why the case is decided otherwise here, if it is."""
    return next((reason for matches, reason in OVERRULED.values() if matches(case)), None)


def require_supported(case: Case) -> None:
    """Raises `Unsupported` for what a right of a subscription does not have."""
    given = case.given
    if case.kind != "burn_down":
        raise Unsupported(f"there is no {case.kind}")
    if "usage" not in given or any(not isinstance(grant, dict) for grant in given.get("grants", ())):
        raise Unsupported("the state of a peer's engine, without what it came from")
    if given.get("resets"):
        raise Unsupported("a reset at any instant: consumptions begin anew with a period")
    if any("recurs_every_days" in grant for grant in _grants(case)):
        raise Unsupported("a grant that recurs: consumptions begin anew with a period")
    if len(_grants(case)) > 1:
        raise Unsupported("a balance for each of several grants: combined rights have one sum")


def subscriptions(case: Case) -> Iterator[tuple[str, Said]]:
    """A plan's name and the subscription to it, for each grant, and one that includes nothing."""
    yield "nothing", {"subscription_id": f"{case.name} nothing", "starts_at": BEFORE}
    for grant in _grants(case):
        name = f"{case.name} {grant['id']}"
        yield name, {"subscription_id": name, "starts_at": grant["effective_at"], "ends_at": grant["expires_at"]}


def quantities(case: Case) -> dict[str, str]:
    """How much each plan of the case includes."""
    return {f"{case.name} {grant['id']}": str(grant["amount"]) for grant in _grants(case)}


def changes(case: Case) -> list[Said]:
    """What is used, in the order given."""
    return [{"time": use["time"], "increment": str(use["value"])} for use in case.given["usage"]]


def found(case: Case, row: Said) -> Said:
    """The balance and the overage that the combined right comes to."""
    left = max(row["quantity_included"] - row["quantity_current"], 0)
    return {"balances": dict.fromkeys(case.expect["balances"], left), "overage": row["quantity_over"]}


def _grants(case: Case) -> list[Said]:
    return [grant for grant in case.given.get("grants", ()) if isinstance(grant, dict)]

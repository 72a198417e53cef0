"""Whatever the order in which changes come, and however often: the marts and answers of a step-by-step model."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rights.books import LATER, Books, Library
from tests.rights.conftest import write_basic
from warehouse.database import connections_kept
from warehouse.rights import put_change

DEEP = os.environ.get("METERHOUSE_TEST_DEPTH") == "deep"
EXAMPLES = 400 if DEEP else 40
BEGAN, TICK, TICKS = datetime(2026, 1, 25, tzinfo=UTC), timedelta(hours=8), 60
# Subscriptions by name: the first and the last tick, not included, in the order of their starts.
SUBSCRIPTIONS = {"one": (3, 42), "two": (21, 10_000)}
FEATURES = ("calls", "seats", "sign-on", "today")
LEVELS = (
    "select subscription_id, feature_id, level_from::text, level_until::text, period_date, quantity, is_enabled, "
    "changes from marts.fct_feature_levels where client_id = %s order by 1, 2, 3"
)


@dataclass(frozen=True)
class Change:
    feature: str
    tick: int
    what: str
    value: int
    subscription: str | None
    is_sent_twice: bool

    @property
    def instant(self) -> datetime:
        return BEGAN + self.tick * TICK

    def values(self, client: str) -> dict[str, object]:
        value = self.value > 0 if self.what == "is_enabled" else abs(self.value)
        named = {"subscription_id": f"{client} {self.subscription}"} if self.subscription else {}
        key = f"{self.feature} {self.tick}" if self.what == "increment" or self.tick % 2 else None
        said = {"client_id": client, "feature_id": self.feature, "time": self.instant, "key": key, **named}
        return {**said, self.what: self.value if self.what == "increment" else value}


def change_of(feature: str, tick: int) -> st.SearchStrategy[Change]:
    what = st.just("is_enabled") if feature == "sign-on" else st.sampled_from(["increment", "increment", "quantity"])
    return st.builds(
        Change, st.just(feature), st.just(tick), what, st.integers(-9, 9), st.sampled_from([None, "one", "two"]),
        st.booleans(),
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes, each feature's of different instants, in any order."""
    places = draw(st.lists(st.tuples(st.sampled_from(FEATURES), st.integers(0, TICKS)), max_size=14, unique=True))
    return [draw(change_of(feature, tick)) for feature, tick in places]


def holder(change: Change) -> str | None:
    """The subscription that the change is of."""
    held = [name for name, (first, end) in SUBSCRIPTIONS.items() if first <= change.tick < end]
    named = [name for name in held if change.subscription in (None, name)]
    return named[0] if named else None


def period(feature: str, tick: int) -> object:
    local = BEGAN + tick * TICK
    return {"calls": (local.year, local.month), "today": local.date()}.get(feature)


def reckoned(changes: list[Change], tick: int) -> dict[tuple[str, str], object]:
    """What each subscription uses at a tick, change by change."""
    found: dict[tuple[str, str], object] = {}
    for name, (first, end) in SUBSCRIPTIONS.items():
        for feature in FEATURES if first <= tick < end else ():
            level, is_on = 0, True
            for one in sorted(changes, key=lambda one: one.tick):
                if one.feature != feature or holder(one) != name or one.tick > tick:
                    continue
                if period(feature, one.tick) != period(feature, tick):
                    continue
                level = level + one.value if one.what == "increment" else abs(one.value)
                is_on = one.value > 0
            found[name, feature] = is_on if feature == "sign-on" else level
    return found


@pytest.fixture(scope="module")
def books(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Clients enough for every example, each with two subscriptions of one plan."""
    made = library.copy(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files") / "order")
    write_basic(made)
    made.feature("today", "Consumption")
    made.include("basic", "today", period="day")
    made.refer("subscriptions", *(
        {"subscription_id": f"c{number} {name}", "client_id": f"c{number}", "plan_id": "basic",
         "starts_at": (BEGAN + first * TICK).isoformat(), "ends_at": (BEGAN + end * TICK).isoformat()}
        for number in range(2 * (EXAMPLES + 10) * 3) for name, (first, end) in SUBSCRIPTIONS.items()
    ))  # fmt: skip
    made.files = 0
    return made


def send(books: Books, client: str, changes: list[Change]) -> None:
    for change in changes:
        assert put_change(change.values(client), books.settings, LATER).outcome == "created"
    for change in changes:
        if change.is_sent_twice:
            assert put_change(change.values(client), books.settings, LATER).outcome == "repeated"


def clients(books: Books) -> tuple[str, str]:
    books.files += 1
    return f"c{2 * books.files}", f"c{2 * books.files + 1}"


@settings(
    max_examples=EXAMPLES, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(changes=histories(), ticks=st.lists(st.integers(0, TICKS + 30), min_size=2, max_size=3), order=st.randoms())
def test_any_order_gives_the_same_levels_and_what_the_model_says(
    books: Books, changes: list[Change], ticks: list[int], order: object
) -> None:
    first, second = clients(books)
    shuffled = list(changes)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    with connections_kept():
        send(books, first, changes)
        send(books, second, shuffled)
        books.build()
        own, other = (
            [(name.removeprefix(f"{client} "), *rest) for name, *rest in books.rows(LEVELS, client)]
            for client in (first, second)
        )
        assert own == other
        for tick in ticks:
            instant = (BEGAN + tick * TICK).replace(tzinfo=None).isoformat()
            expected = reckoned(changes, tick)
            used = books.used(first, instant)
            assert {
                (name.removeprefix(f"{first} "), feature): used[name, feature] for name, feature in used
            } == expected
            combined = books.used(first, instant, combined=True)
            for feature in combined:
                parts = [value for (_, of), value in expected.items() if of == feature]
                if feature == "today":
                    assert combined[feature] is None
                else:
                    assert combined[feature] == (any(parts) if feature == "sign-on" else sum(parts))  # type: ignore[arg-type]


def test_the_model_itself_counts_as_a_person_would() -> None:
    history = [
        Change("calls", 4, "increment", 5, None, False), Change("calls", 22, "increment", 2, None, False),
        Change("calls", 23, "quantity", 7, "two", False), Change("seats", 4, "increment", 5, None, False),
    ]  # fmt: skip
    # Tick 21 is the first of February.
    assert reckoned(history, 20) == {
        ("one", "calls"): 5, ("one", "seats"): 5, ("one", "sign-on"): True, ("one", "today"): 0,
    }  # fmt: skip
    assert reckoned(history, 23)["one", "calls"] == 2
    assert reckoned(history, 23)["two", "calls"] == 7
    assert reckoned(history, 23)["one", "seats"] == 5

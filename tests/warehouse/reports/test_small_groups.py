"""Reports by users' attributes: groups of fewer than five users stand together, or are left out."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from meterhouse.cli_report import report_app
from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import DIMENSIONS, UsageFilter
from warehouse.reports.group_sizes import users_of_rows
from warehouse.reports.small_groups import merge_smallest
from warehouse.settings import Settings

OPERATOR, ACME = Scope.operator(), Scope.client("acme")
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
AGE = "update marts.fct_usage_events set age_band = '{}', gender = '{}' where user_key = any(%s)"
Ask = Callable[..., list[tuple[Any, ...]]]

# Users of acme on Monday, by age and gender: one request each, the last two of them two each.
PEOPLE = {
    ("25-34", "f"): range(10, 16),
    ("25-34", "m"): range(20, 23),
    ("35-44", "f"): range(30, 34),
    ("45-54", "m"): range(40, 42),
}
UNKNOWN = range(60, 63)


def one(day: str, client: str, user: int) -> tuple[Any, ...]:
    where = ("house", "web", "/v1/orders", "read", 200, client, "none")
    return f"2026-03-{day} 10:00", *where, user, 1, "none", 1000, 1, 10, 0, 0


@pytest.fixture
def ask(own_marts: Any, settings: Settings) -> Ask:
    """Asks for requests and users of Monday and Tuesday."""
    events = [one("02", "acme", user) for users in PEOPLE.values() for user in users]
    events += [one("02", "acme", user) for user in (*PEOPLE["45-54", "m"], *UNKNOWN)]
    # On Tuesday three users of one age come again, and globex has four of its own.
    events += [one("03", "acme", user) for user in (10, 11, 20)]
    events += [one("03", "globex", user) for user in range(70, 74)]
    own_marts.add_events(events)
    for (age, gender), users in {**PEOPLE, ("25-34", "x"): range(70, 74)}.items():
        own_marts.connection.execute(AGE.format(age, gender), [[_key(user) for user in users]])
    own_marts.build()

    def asked(*by: str, scope: Scope = OPERATOR, **others: Any) -> list[tuple[Any, ...]]:
        question = {"from_date": MONDAY, "until_date": TUESDAY, "measures": ("requests", "unique_users"), **others}
        return reports.run(scope, UsageFilter(by=by, **question), settings).frame.rows()

    return asked


def _key(user: int) -> UUID:
    return UUID(int=user)


def test_the_smallest_is_merged_with_the_next_smallest(ask: Ask) -> None:
    # 45-54 has two users and four requests, 35-44 four of each; nothing is known of three users.
    assert sorted(ask("age_band")) == [
        ("25-34", 16, 13),
        ("35-44 + 45-54", 8, 6),
        ("unknown", 3, 3),
    ]


@pytest.mark.parametrize("by", ["gender", "age_band"])
def test_sizes_are_asked_for_once(ask: Ask, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """Four of one gender join five of another, which are enough; two of an age join four, which might be the same."""
    asked, look = list[object](), users_of_rows

    def counted(*given: Any) -> Any:
        asked.append(given)
        return look(*given)

    monkeypatch.setattr("warehouse.reports.small_groups.users_of_rows", counted)
    assert all(users >= 5 or value == "unknown" for value, _, users in ask(by))
    assert len(asked) == 1


def test_two_attributes_are_merged_in_pairs_and_nothing_is_lost(ask: Ask) -> None:
    # Two of 45-54 m and three of 25-34 m make five; then four of 35-44 f and four of 25-34 x are left.
    assert sorted(ask("age_band", "gender")) == [
        ("25-34", "f", 8, 6),
        ("25-34 + 35-44", "x + f", 8, 8),
        ("25-34 + 45-54", "m + m", 8, 5),
        ("unknown", "unknown", 3, 3),
    ]
    assert sum(row[2] for row in ask("age_band", "gender")) == ask()[0][0] == 27


def test_each_day_and_client_is_merged_by_itself(ask: Ask) -> None:
    # On Tuesday acme has three users, all of one age: nothing to merge with, so it is not said which.
    assert sorted(ask("usage_date", "client", "age_band")) == [
        (MONDAY, "acme", "25-34", 9, 9),
        (MONDAY, "acme", "35-44 + 45-54", 8, 6),
        (MONDAY, "acme", "unknown", 3, 3),
        (TUESDAY, "acme", "withheld", 3, 3),
        (TUESDAY, "globex", "withheld", 4, 4),
    ]


def test_a_filter_that_leaves_few_users_is_refused_or_its_rows_left_out(ask: Ask, settings: Settings) -> None:
    with pytest.raises(ReportError, match="Fewer than 5 users have this age_band"):
        ask(where={"age_band": ("45-54",)})
    assert ask(where={"age_band": ("45-54", "35-44")}) == [(8, 6)]
    assert ask("client", where={"age_band": ("25-34",)}) == [("acme", 12, 9)]
    by_client = UsageFilter(MONDAY, TUESDAY, ("client",), where={"age_band": ("25-34",)})
    assert reports.run(OPERATOR, by_client, settings).notes == ("rows of few users are left out",)
    assert ask("gender", where={"age_band": ("45-54",)}) == []


@pytest.mark.usefixtures("ask")
def test_the_command_does_not_say_that_nothing_is_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.database.current_settings", lambda: settings)
    words = ["usage", "--from", str(MONDAY), "--to", str(TUESDAY), "--by", "gender", "--where", "age_band=45-54"]
    told = CliRunner().invoke(report_app, words, catch_exceptions=False).output
    assert "What matches is of too few users to be told." in told
    assert "Nothing matches" not in told


def test_nobody_at_all_is_no_secret(ask: Ask) -> None:
    assert ask(where={"age_band": ("65+",)}) == [(0, 0)]


def test_a_client_sees_its_own_users_as_they_are(ask: Ask) -> None:
    assert sorted(ask("age_band", scope=ACME)) == [
        ("25-34", 12, 9),
        ("35-44", 4, 4),
        ("45-54", 4, 2),
        ("unknown", 3, 3),
    ]
    assert ask(where={"age_band": ("45-54",)}, scope=ACME) == [(4, 2)]
    assert len(ask("user", "age_band", scope=ACME)) == 18


@pytest.mark.parametrize("narrow", ["user", "ip", "hour"])
def test_attributes_take_whole_days_and_no_single_user_or_address(ask: Ask, narrow: str) -> None:
    with pytest.raises(ReportError, match=f"age_band cannot be asked for together with {narrow}"):
        ask("age_band", narrow)
    value = {"user": "alice", "ip": "10.0.0.1", "hour": "2026-03-02T10:00"}[narrow]
    with pytest.raises(ReportError, match="gender cannot be asked for together"):
        ask("gender", where={narrow: (value,)})


def test_a_user_in_two_groups_is_one_user_of_both_together(ask: Ask, own_marts: Any) -> None:
    # The two of 45-54 were 35-44 before, where two others are: four users in both groups, though 2 + 4 are six.
    own_marts.connection.execute(
        "update marts.fct_user_usage_daily set user_key = %s where user_key = %s", [_key(40), _key(30)]
    )
    own_marts.connection.execute(
        "update marts.fct_user_usage_daily set user_key = %s where user_key = %s", [_key(41), _key(31)]
    )
    assert sorted(ask("age_band")) == [("25-34 + 35-44 + 45-54", 24, 17), ("unknown", 3, 3)]


def test_what_has_no_value_cannot_be_merged_and_is_not_shown(ask: Ask, own_marts: Any) -> None:
    own_marts.connection.execute("update marts.fct_user_usage_daily set country = null where user_key = %s", [_key(30)])
    with pytest.raises(ReportError, match="no value in one of its columns"):
        ask("country", "age_band")


@pytest.mark.usefixtures("ask")
def test_a_comparison_has_the_same_groups_in_both_periods(settings: Settings) -> None:
    asked = UsageFilter(TUESDAY, TUESDAY, ("age_band",), ("requests",))
    compared = reports.run_compared(OPERATOR, asked, "previous", settings)
    assert sorted(compared.frame.select("age_band", "requests", "requests_before").rows()) == [
        ("25-34", 7, 9),
        ("35-44 + 45-54", 0, 8),
        ("unknown", 0, 3),
    ]


def test_what_can_be_chosen_is_not_merged(ask: Ask, settings: Settings) -> None:
    assert ask
    assert set(reports.options(OPERATOR, "age_band", MONDAY, TUESDAY, settings=settings)) == {
        "25-34", "35-44", "45-54", "unknown",
    }  # fmt: skip


def test_a_report_in_pieces_is_merged_as_well(ask: Ask, settings: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, ("age_band",), ("requests", "unique_users"))
    pieces: Iterator[reports.Report] = reports.run_in_pieces(OPERATOR, asked, settings)
    assert reports.whole(pieces).frame.rows() == ask("age_band")


@pytest.mark.usefixtures("ask")
def test_a_setting_tells_how_many_are_few(settings: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, ("age_band",), ("unique_users",))
    frame = reports.run(OPERATOR, asked, settings.model_copy(update={"smallest_group": 1})).frame
    assert sorted(frame.rows()) == [("25-34", 13), ("35-44", 4), ("45-54", 2), ("unknown", 3)]
    assert "age_band" in DIMENSIONS


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([7, 5], []),
        ([1, 7, 9], [{0, 1}]),
        ([3, 3, 4, 4], [{0, 1}, {2, 3}]),
        ([1, 1, 1, 1], [{0, 1, 2, 3}]),
        ([2, 2, 20], [{0, 1, 2}]),
        ([4], []),
    ],
)
def test_merging_goes_on_until_every_group_is_large_enough(sizes: list[int], expected: list[set[int]]) -> None:
    rows: dict[tuple[object, ...], int] = {(place,): users for place, users in enumerate(sizes)}
    assert [{row[0] for row in group} for group in merge_smallest(rows, (), 5)] == expected


def test_what_tells_nothing_is_taken_only_when_nothing_else_is_left() -> None:
    rows: dict[tuple[object, ...], int] = {("a",): 3, ("b",): 4, ("unknown",): 1}
    assert merge_smallest(rows, {("unknown",)}, 5) == [(("a",), ("b",))]
    assert merge_smallest({("a",): 3, ("unknown",): 1}, {("unknown",)}, 5) == [(("a",), ("unknown",))]

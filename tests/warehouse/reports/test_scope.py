from datetime import date

import pytest

from warehouse import reports
from warehouse.access import Role, Scope
from warehouse.errors import ReportError
from warehouse.reports import UsageFilter
from warehouse.settings import Settings

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
# The grain each split is read at: client, dealer, day, hour, user, address, event.
SPLITS = [(), ("client",), ("dealer",), ("endpoint",), ("hour",), ("user",), ("ip",), ("hour", "user")]


def requests(scope: Scope, settings: Settings, **asked: object) -> int:
    usage_filter = UsageFilter(MONDAY, TUESDAY, measures=("requests",), **asked)  # type: ignore[arg-type]
    return int(reports.run(scope, usage_filter, settings).frame["requests"].sum())


@pytest.mark.parametrize("by", SPLITS)
def test_each_role_sees_its_own_part_at_every_grain(marts: Settings, by: tuple[str, ...]) -> None:
    assert requests(Scope.operator(), marts, by=by) == 6
    assert requests(Scope.client("acme"), marts, by=by) == 4
    assert requests(Scope.client("acme", "globex"), marts, by=by) == 5
    assert requests(Scope.dealer("d1"), marts, by=by) == 2
    assert requests(Scope.provider("house"), marts, by=by) == 6
    assert requests(Scope.provider("nobody"), marts, by=by) == 0


def test_only_its_provider_sees_an_api_that_is_not_listed(marts: Settings) -> None:
    unlisted = {"where": {"provider": ("maps",)}}
    assert requests(Scope.provider("maps"), marts) == 1
    for scope in (Scope.operator(), Scope.client("acme"), Scope.dealer("d1"), Scope.provider("house")):
        assert requests(scope, marts, **unlisted) == 0


def test_a_filter_cannot_widen_a_scope(marts: Settings) -> None:
    acme = Scope.client("acme")
    assert requests(acme, marts, where={"client": ("globex",)}) == 0
    assert requests(acme, marts, where={"client": ("globex", "acme")}) == 4
    assert requests(acme, marts, where={"client": ("x') or true --",)}) == 0
    measures = ("requests", "unique_users", "unique_ips", "latency_p50_ms")
    asked = UsageFilter(MONDAY, TUESDAY, (), measures, {"client": ("globex",)})
    assert reports.run(acme, asked, marts).frame.rows() == [(0, 0, 0, None)]


def test_options_and_comparisons_keep_to_the_scope(marts: Settings) -> None:
    globex = Scope.client("globex")
    assert reports.options(globex, "user", MONDAY, TUESDAY, settings=marts) == ["alice"]
    compared = reports.run_compared(globex, UsageFilter(MONDAY, TUESDAY, ("client",)), "last_year", marts)
    assert compared.frame.select("client", "requests", "requests_before").rows() == [("globex", 1, 1)]


@pytest.mark.parametrize(("role", "ids"), [("client", ()), ("provider", ()), ("dealer", ()), ("operator", ("acme",))])
def test_a_scope_without_its_ids_cannot_be_made(role: Role, ids: tuple[str, ...]) -> None:
    with pytest.raises(ReportError, match=role):
        Scope(role, ids)


def test_a_role_that_does_not_exist_sees_nothing() -> None:
    with pytest.raises(ReportError, match="no role 'root'"):
        Scope("root", ("acme",))  # type: ignore[arg-type]

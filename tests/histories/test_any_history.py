"""Any sequence of loads and corrections leads to the marts that a simple in-memory ledger says."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.histories.house import House
from tests.histories.marts import build_touched
from tests.histories.world import Event, Identity, LogFile, Model
from tests.warehouse.ledger.conftest import source
from warehouse import ledger
from warehouse.database import connect, connections_kept
from warehouse.errors import LedgerError
from warehouse.ledger import load_file, touched_days

DEEP = os.environ.get("METERHOUSE_TEST_DEPTH") == "deep"
EXAMPLES = 500 if DEEP else 20
IDENTITIES: tuple[Identity, ...] = ("field", "content", "position")
EVENTS = st.builds(
    Event, st.integers(10, 16), st.sampled_from(["acme", "bolt"]), st.integers(1, 3), st.sampled_from([200, 500])
)
FILES = st.builds(LogFile, st.integers(0, 3), st.lists(EVENTS, max_size=5).map(tuple))


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(databases, tmp_path_factory.mktemp("house"), Dbt(tmp_path_factory.mktemp("dbt")))


class History(RuleBasedStateMachine):
    """Steps against the ledger and the model; after each build they must agree."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.settings = self.house.copy()
        self.model = Model()
        self.folder = tempfile.TemporaryDirectory()
        self.files: list[tuple[LogFile, Identity]] = []
        self.kept = connections_kept()
        self.kept.__enter__()

    def teardown(self) -> None:
        self.build()
        self.kept.__exit__(None, None, None)
        self.house.drop(self.settings)
        self.folder.cleanup()

    @rule(file=FILES, identity=st.sampled_from(IDENTITIES), accept=st.booleans())
    def load(self, file: LogFile, identity: Identity, accept: bool) -> None:
        self._load(file, identity, accept)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), accept=st.booleans())
    def replay(self, data: Any, accept: bool) -> None:
        file, identity = data.draw(st.sampled_from(self.files))
        self._load(file, identity, accept)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), more=st.lists(EVENTS, min_size=1, max_size=3))
    def grow(self, data: Any, more: list[Event]) -> None:
        file, identity = data.draw(st.sampled_from(self.files))
        self._load(LogFile(file.number, (*file.events, *more)), identity, accept=True)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def shuffle_and_split(self, data: Any) -> None:
        file, identity = data.draw(st.sampled_from([one for one in self.files if one[1] != "position"] or self.files))
        events = data.draw(st.permutations(file.events)) if identity != "position" else file.events
        cut = data.draw(st.integers(0, len(events)))
        for part in (events[:cut], events[:cut] if identity == "position" else events[cut:]):
            self._load(LogFile(file.number, tuple(part)), identity, accept=True)

    @precondition(lambda self: any(load.state == "held" for load in self.model.loads))
    @rule(data=st.data())
    def accept(self, data: Any) -> None:
        load = data.draw(st.sampled_from([load for load in self.model.loads if load.state == "held"]))
        try:
            ledger.accept(self.settings, load.load_id, "looked at")
        except LedgerError:
            rivals = [one for one in self.model.live() if one.replaces == load.replaces and one.state == "accepted"]
            assert load.replaces is not None
            assert rivals
        else:
            self.model.accept(load)

    @precondition(lambda self: self.model.live())
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        load = data.draw(st.sampled_from(self.model.live()))
        ledger.void(self.settings, load.load_id, "wrong")
        load.state = "voided"

    @precondition(lambda self: self.model.live())
    @rule(data=st.data(), file=FILES, accept=st.booleans())
    def replace(self, data: Any, file: LogFile, accept: bool) -> None:
        old = data.draw(st.sampled_from(self.model.live()))
        pending = [one for one in self.model.live() if one.replaces == old.load_id]
        standing = self.model.standing(old.identity, file.text())
        # The same replacement again is the one that is there; another one has to wait.
        is_again = any(one.text == file.text() for one in pending)
        if not is_again and (pending or standing not in (None, old)):
            with pytest.raises(LedgerError):
                self._load(file, old.identity, accept, replaces=old.load_id)
        else:
            self._load(file, old.identity, accept, replaces=old.load_id)

    @rule()
    def build(self) -> None:
        build_touched(self.house.models, self.settings)
        assert touched_days(self.settings) == []
        assert self._marts() == self.model.counted()

    @invariant()
    def every_line_is_accounted_for(self) -> None:
        found = {load.load_id: (load.lines, load.stored) for load in ledger.read_loads(self.settings)}
        assert found == {load.load_id: (load.lines, load.stored) for load in self.model.loads}

    def _load(self, file: LogFile, identity: Identity, accept: bool, replaces: int | None = None) -> None:
        path = Path(self.folder.name) / f"{len(self.files)}.jsonl"
        path.write_text(file.text())
        by = source(f"by_{identity}", identity)
        result = load_file(path, by, settings=self.settings, accept=accept, replaces=replaces)
        self.files.append((file, identity))
        assert result.already_loaded == any(load.load_id == result.load_id for load in self.model.loads)
        if not result.already_loaded:
            load = self.model.take(result.load_id, identity, file, replaces)
            assert (result.lines, result.stored) == (load.lines, load.stored)
            if accept:
                self.model.accept(load)

    def _marts(self) -> Counter[tuple[int, str]]:
        query = "select extract(day from usage_date)::int, client_id, sum(requests)::int from marts.{} group by 1, 2"
        with connect("reader", self.settings) as connection:
            found = [
                Counter(
                    {
                        (day, client): requests
                        for day, client, requests in connection.execute(query.format(mart).encode())
                    }
                )
                for mart in ("fct_usage_daily", "agg_client_usage_daily", "fct_user_usage_daily", "fct_usage_events")
            ]
        assert found[1:] == found[:1] * 3
        return found[0]


@pytest.mark.timeout(2 * 60 * 60 if DEEP else 300)
def test_any_history_leads_to_the_marts_of_a_simple_model(house: House) -> None:
    History.house = house
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25 if DEEP else 12,
            deadline=None,
            derandomize=not DEEP,
            database=None,
            # A history that fails is told as it is: making it smaller takes longer than a test may.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)

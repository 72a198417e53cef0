"""What came in and where it went, counted by hand on the small world."""

from datetime import date

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event
from tests.dbt_project.world import WINDOW
from warehouse.access import Scope
from warehouse.reports import reconciliation

LOADED_ON = date(2026, 3, 4)
RECONCILED = (
    "select loaded_on, source, loads, lines, ignored, in_quarantine, released, withdrawn, held, unbuilt, repeated,"
    " counted from marts.fct_reconciliation_daily"
)
REPEATED = "select usage_date, load_id, stored, counted, repeated from marts.fct_repeated_daily order by 1, 2"
QUARANTINED = (
    "select loaded_on, source, reason, loads, lines, waiting, released, withdrawn from marts.fct_quarantine_daily"
)
FRESH = "select source, loads, loads_accepted, loads_held, loads_voided, last_usage_date from marts.fct_data_freshness"


def test_every_load_tells_what_it_gave_to_each_day(built: Built) -> None:
    first, second, third = built.loads.first, built.loads.second, built.loads.third
    # Of the second load a1 and a5 repeat the first one, and one b1 the other.
    assert built.rows(REPEATED) == [
        (date(2026, 3, 1), first, 3, 3, 0),
        (date(2026, 3, 1), second, 3, 1, 2),
        (date(2026, 3, 1), third, 1, 1, 0),
        (date(2026, 3, 2), first, 2, 2, 0),
        (date(2026, 3, 2), second, 2, 1, 1),
        (date(2026, 3, 3), third, 1, 1, 0),
    ]


def test_what_came_in_is_in_one_place_each(built: Built) -> None:
    # Twelve records of three loads, of which three repeat; a held one.
    assert built.rows(RECONCILED) == [(LOADED_ON, "by_hand", 4, 13, 0, 0, 0, 0, 1, 0, 3, 9)]
    assert built.rows(FRESH) == [("by_hand", 4, 3, 1, 0, date(2026, 3, 3))]


def test_lines_move_from_place_to_place_and_none_gets_lost(copy: Built, dbt: Dbt) -> None:
    bad = copy.ledger.load([Event("g1", "2026-03-03 09:00")], quarantined=3)
    copy.ledger.release(bad, {2: Event("g2", "2026-03-03 10:00")})
    withdrawn = copy.ledger.load([Event("w1", "2026-03-03 11:00"), Event("w2", "2026-03-03 12:00")], quarantined=1)
    copy.ledger.judge(withdrawn, "voided")
    elsewhere = copy.ledger.load([Event("late", "2026-03-09 09:00")])
    dbt.must(copy.settings, "build", "--exclude", "test_type:unit", *WINDOW)

    # The day of the last load was not built; of the two bad lines that wait none was released.
    assert elsewhere
    assert copy.rows(RECONCILED) == [(LOADED_ON, "by_hand", 8, 22, 0, 2, 1, 3, 1, 1, 3, 11)]
    assert copy.rows(QUARANTINED) == [(LOADED_ON, "by_hand", "unparseable", 2, 4, 2, 1, 1)]
    assert copy.rows(FRESH) == [("by_hand", 8, 6, 1, 1, date(2026, 3, 9))]
    total = reconciliation(Scope.operator(), settings=copy.settings).frame.row(-1, named=True)
    assert total["lines"] == 22 == sum(total[name] for name in total if name not in ("source", "loads", "lines"))

"""Whether the marts of rights know everything the ledger holds."""

from warehouse.database import transaction
from warehouse.ledger.numbers import one_number
from warehouse.settings import Settings

# What rights are made of, besides the changes themselves; a house without features has none.
SOURCES = ("reference:features", "reference:plan_features", "reference:subscriptions", "reference:plans")
_HAS_FEATURES = """
    select (
        exists (select from raw.reference_records where kind in ('features', 'plan_features'))
        or exists (select from raw.feature_changes)
    )::integer
"""
_NEWEST = """
    select coalesce(greatest(
        (select max(ledger_no) from raw.feature_changes),
        (
            select max(verdict.verdict_no)
            from raw.load_verdicts as verdict
            inner join raw.loads as load on verdict.load_id = load.load_id
            where load.kind = 'rights' or load.source = any(%s)
        )
    ), 0)
"""


def is_behind(settings: Settings) -> bool:
    """Whether features, or changes of what is used of them, came or were withdrawn since the marts were last built."""
    with transaction("loader", settings) as connection:
        if not one_number(connection, _HAS_FEATURES):
            return False
        newest = one_number(connection, _NEWEST, [list(SOURCES)])
        if not one_number(connection, "select (to_regclass('marts.fct_rights_built') is not null)::integer"):
            return newest > 0
        built = one_number(connection, "select coalesce(max(built_through_no), 0) from marts.fct_rights_built")
    return newest > built

"""Whether the marts of resources know everything the ledger holds."""

from warehouse.database import transaction
from warehouse.ledger.numbers import one_number
from warehouse.resources.kinds import KINDS
from warehouse.settings import Settings

_NEWEST = " union all ".join(
    [
        *(f"select max(ledger_no) as number from raw.{table}" for table in KINDS),  # noqa: S608 - fixed names
        "select max(verdict.verdict_no) from raw.load_verdicts as verdict "
        "inner join raw.loads as load on verdict.load_id = load.load_id where load.kind = 'resource'",
    ]
)


def is_behind(settings: Settings) -> bool:
    """Whether records were put, loaded or withdrawn since the marts of resources were last built."""
    with transaction("loader", settings) as connection:
        newest = one_number(connection, f"select coalesce(max(number), 0) from ({_NEWEST}) as newest")  # noqa: S608
        if not one_number(connection, "select (to_regclass('marts.fct_resources_built') is not null)::integer"):
            return newest > 0
        built = one_number(connection, "select coalesce(max(built_through_no), 0) from marts.fct_resources_built")
    return newest > built

"""One narrow way: who may erase, and that it may nothing else."""

import psycopg
import pytest

from tests.warehouse.erasure.conftest import House
from warehouse.database import connect, transaction_of_eraser

CALLS = (
    "select raw.begin_erasure('acme', gen_random_uuid(), gen_random_uuid(), 3, '{}', '{}', 'me')",
    "select raw.erase_person(1, 'ann', 0, '{}', '{}', '{}', '[]', '{}')",
    "select raw.finish_erasure(1)",
    "select raw.coarse_user('{}', '{}', '{}')",
)


@pytest.mark.parametrize("role", ["loader", "collector", "reader", "billing"])
@pytest.mark.parametrize("call", CALLS)
def test_no_role_that_logs_in_may_erase(house: House, role: str, call: str) -> None:
    with connect(role, house.settings) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):  # type: ignore[arg-type]
        connection.execute(call.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "select * from raw.user_keys",
        "delete from raw.user_keys",
        "update raw.loads set lines = 0",
        "insert into raw.erasures (begun_by) values ('me')",
        "insert into raw.tombstones (kind, key, characters) values ('ip_key', gen_random_uuid(), 3)",
        "select * from marts.dim_users",
        "drop table raw.loads",
    ],
)
def test_the_eraser_may_do_nothing_besides(house: House, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction_of_eraser(house.settings) as connection:
        connection.execute(statement.encode())


def test_nobody_logs_in_as_the_eraser(house: House) -> None:
    assert house.rows("select rolcanlogin, rolsuper from pg_roles where rolname = 'meterhouse_eraser'") == [
        (False, False)
    ]


def test_who_appends_cannot_record_an_erasure(house: House) -> None:
    for table in ("erasures (begun_by) values ('me')", "erasure_steps values (1, 'deleted', now(), '{}')"):
        with connect("loader", house.settings) as loader, pytest.raises(psycopg.errors.InsufficientPrivilege):
            loader.execute(f"insert into raw.{table}".encode())


def test_nothing_is_deleted_without_an_erasure_that_was_begun(house: House) -> None:
    with pytest.raises(psycopg.errors.NoDataFound), transaction_of_eraser(house.settings) as connection:
        connection.execute(CALLS[1].encode())

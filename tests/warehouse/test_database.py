import psycopg
import pytest
from pydantic import SecretStr

from warehouse.database import connect, connections_kept, transaction
from warehouse.errors import DatabaseError
from warehouse.settings import Settings


def backend(settings: Settings) -> int:
    with transaction("loader", settings) as connection:
        return connection.info.backend_pid


def test_who_cannot_log_in_is_told_what_to_ask(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"database_url": SecretStr("postgresql://nobody:secret@127.0.0.1:1/none")})
    with pytest.raises(DatabaseError, match=r"as meterhouse_reader: .*`meterhouse doctor` says what to do\.$"):
        connect("reader", nowhere)


def test_a_transaction_has_a_connection_of_its_own(settings: Settings) -> None:
    assert backend(settings) != backend(settings)


def test_kept_connections_are_taken_up_again_and_closed_at_the_end(settings: Settings) -> None:
    with connections_kept(), connections_kept():
        first = backend(settings)
        assert backend(settings) == first
        with transaction("loader", settings) as outer:
            assert backend(settings) != outer.info.backend_pid
            kept = outer
    assert kept.closed


def test_a_kept_connection_that_the_server_ended_is_replaced(settings: Settings) -> None:
    with connections_kept():
        first = backend(settings)
        with connect("loader", settings, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [first])
        assert backend(settings) != first


def test_a_transaction_that_fails_leaves_nothing_behind(settings: Settings) -> None:
    with connections_kept():
        with pytest.raises(psycopg.errors.DivisionByZero), transaction("owner", settings) as connection:
            connection.execute("create table marts.left_behind (); select 1 / 0")
        with transaction("owner", settings) as connection:
            assert connection.execute("select to_regclass('marts.left_behind')").fetchone() == (None,)

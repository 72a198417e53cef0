"""Reference data out of a table of the operator's own."""

from pathlib import Path

import pytest

from tests.conftest import Databases
from warehouse.database import connect
from warehouse.errors import LoadRefused, SettingsError
from warehouse.reference import ReferenceTable, load_reference_table, read_reference_tables
from warehouse.settings import Settings

DEALERS = """
    create schema crm;
    create table crm.dealers (uuid uuid primary key, title text, number integer);
    insert into crm.dealers values
        ('5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a11', 'Nord', 7), ('5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a12', 'Süd', null);
"""
NORD, SUED = "5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a11", "5b7c1c1e-0c53-4f0a-9d5e-2f6f0f6a2a12"
COLUMNS = {"dealer_id": "uuid", "name": "title", "code": "number"}
TABLE = ReferenceTable(kind="dealers", database="CRM_DSN", table="crm.dealers", columns=COLUMNS)


@pytest.fixture
def crm(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Another database of the operator's, with a table of dealers."""
    theirs = databases.create(tmp_path / "crm")
    with connect("owner", theirs, autocommit=True) as connection:
        connection.execute(DEALERS.encode())
        monkeypatch.setenv("CRM_DSN", connection.info.dsn + f" password={connection.info.password}")
    return theirs


def change(crm: Settings, statement: str) -> None:
    with connect("owner", crm, autocommit=True) as connection:
        connection.execute(statement.encode())


def known(settings: Settings, load_id: int) -> list[tuple[object, ...]]:
    query = (
        "select id, payload ->> 'name', payload ->> 'code', (payload ->> 'is_deleted')::boolean "
        "from raw.reference_records where load_id = %s order by line_no"
    )
    with connect("owner", settings) as connection:
        return connection.execute(query, [load_id]).fetchall()


def test_the_rows_become_records_under_the_names_of_their_fields(settings: Settings, crm: Settings) -> None:
    load = load_reference_table(TABLE, settings)

    assert crm
    assert (load.lines, load.stored, load.file_name) == (2, 2, "table crm.dealers (CRM_DSN)")
    assert known(settings, load.load_id) == [(NORD, "Nord", "7", False), (SUED, "Süd", None, False)]


def test_the_same_rows_again_change_nothing(settings: Settings, crm: Settings) -> None:
    first = load_reference_table(TABLE, settings)
    change(crm, "update crm.dealers set title = title")
    assert load_reference_table(TABLE, settings).load_id == first.load_id


def test_a_row_that_is_gone_is_a_deleted_one_and_may_come_back(settings: Settings, crm: Settings) -> None:
    load_reference_table(TABLE, settings)
    change(crm, f"delete from crm.dealers where uuid = '{NORD}'")
    gone = load_reference_table(TABLE, settings)
    assert known(settings, gone.load_id) == [(SUED, "Süd", None, False), (NORD, "Nord", "7", True)]

    change(crm, "update crm.dealers set number = 8")
    assert len(known(settings, load_reference_table(TABLE, settings).load_id)) == 1

    change(crm, f"insert into crm.dealers values ('{NORD}', 'Nord', 7)")
    assert known(settings, load_reference_table(TABLE, settings).load_id)[0] == (NORD, "Nord", "7", False)


def test_a_table_that_was_emptied_deletes_nobody(settings: Settings, crm: Settings) -> None:
    load_reference_table(TABLE, settings)
    change(crm, "delete from crm.dealers")
    with pytest.raises(LoadRefused, match=r"crm\.dealers .* is empty, although load \d+ of it had 2 records"):
        load_reference_table(TABLE, settings)


def test_a_wrong_row_refuses_the_table_with_row_and_field(settings: Settings, crm: Settings) -> None:
    change(crm, f"update crm.dealers set title = '' where uuid = '{SUED}'")
    with pytest.raises(LoadRefused, match=r"crm\.dealers \(CRM_DSN\), row 2, name: "):
        load_reference_table(TABLE, settings)
    with connect("owner", settings) as connection:
        assert connection.execute("select count(*) from raw.loads").fetchone() == (0,)


def test_columns_that_bear_the_fields_names_need_no_list(settings: Settings, crm: Settings) -> None:
    change(crm, "create view crm.accounts as select 'acme' as client_id, 'Acme' as name, 1 as shoe_size")
    load = load_reference_table(ReferenceTable(kind="clients", database="CRM_DSN", table="crm.accounts"), settings)
    assert known(settings, load.load_id) == [("acme", "Acme", None, False)]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.model_copy(update={"database": "NO_DSN"}), "environment variable NO_DSN"),
        (TABLE.model_copy(update={"table": "crm.nobody"}), r"crm\.nobody cannot be read: .*does not exist"),
        (TABLE.model_copy(update={"columns": COLUMNS | {"name": "nome"}}), 'column "nome" does not exist'),
    ],
)
def test_what_cannot_be_read_is_said(settings: Settings, crm: Settings, table: ReferenceTable, said: str) -> None:
    assert crm
    with pytest.raises(LoadRefused, match=said):
        load_reference_table(table, settings)


def test_nothing_is_written_there(settings: Settings, crm: Settings) -> None:
    change(
        crm,
        "create function crm.write() returns integer language sql as "
        "'insert into crm.dealers values (gen_random_uuid(), null, 1) returning 1'; "
        "create view crm.trap as select 'x' as dealer_id, crm.write()::text as name",
    )
    with pytest.raises(LoadRefused, match="read-only transaction"):
        load_reference_table(ReferenceTable(kind="dealers", database="CRM_DSN", table="crm.trap"), settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: dealers\ntable: crm.dealers", "dealers.yaml, database: Field required"),
        ("kind: cars\ndatabase: X\ntable: t", "kind: there is no 'cars'; there are clients"),
        ("kind: [", "is no YAML"),
    ],
)
def test_a_wrong_definition_names_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "dealers.yaml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_reference_tables(tmp_path)


def test_definitions_are_read_by_name(tmp_path: Path) -> None:
    assert read_reference_tables(tmp_path) == []
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "b.yaml").write_text("kind: dealers\ndatabase: X\ntable: b.dealers\n")
    (tmp_path / "reference" / "a.yaml").write_text("kind: users\ndatabase: X\ntable: users\ncolumns: {user_id: id}\n")
    assert [table.origin for table in read_reference_tables(tmp_path)] == ["table users (X)", "table b.dealers (X)"]

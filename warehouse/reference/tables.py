"""Reference records out of a table or view in a PostgreSQL database of the operator's own, each one validated."""

import os
from pathlib import Path
from typing import Annotated

import psycopg
import yaml
from psycopg import sql
from psycopg.rows import dict_row
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.errors import LoadRefused, SettingsError
from warehouse.reference.files import require_kind, validated
from warehouse.reference.kinds import KINDS
from warehouse.reference.record import Reference

Name = Annotated[str, Field(min_length=1)]


class ReferenceTable(BaseModel):
    """A table or view and how its columns are called here; one file `sources/reference/*.yaml`.

    `database` names the environment variable that holds the DSN, so that no password stands in the file. `columns` has
    the field of a record and the table's column; without it the columns bear the fields' names.
    """

    model_config = ConfigDict(extra="forbid")
    kind: Name
    database: Name
    table: Name
    columns: dict[Name, Name] = {}

    @property
    def origin(self) -> str:
        """What loads of it are called."""
        return f"table {self.table} ({self.database})"


def read_reference_tables(folder: Path) -> list[ReferenceTable]:
    """The definitions in the folder `reference` of the sources; raises `SettingsError` naming file and field."""
    tables = []
    for path in sorted((folder / "reference").glob("*.yaml")):
        try:
            table = ReferenceTable.model_validate(yaml.safe_load(path.read_text()))
        except ValidationError as error:
            fault = error.errors()[0]
            field = ".".join(map(str, fault["loc"])) or "file"
            raise SettingsError(f"{path}, {field}: {fault['msg']}.") from None
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
            raise SettingsError(f"{path} is no YAML: {error}.") from None
        if table.kind not in KINDS:
            raise SettingsError(f"{path}, kind: there is no {table.kind!r}; there are {', '.join(KINDS)}.")
        tables.append(table)
    return tables


def read_table(table: ReferenceTable) -> list[tuple[int, Reference]]:
    """All rows in the order of their ids, numbered from 1; raises `LoadRefused` naming table, row and field."""
    require_kind(table.kind)
    fields = table.columns or {name: name for name in KINDS[table.kind].model_fields}
    dsn = os.environ.get(table.database)
    if not dsn:
        sentence = f"The environment variable {table.database}, which holds the DSN of {table.table}, is not set."
        raise LoadRefused("no_database", sentence)
    try:
        with psycopg.connect(dsn, row_factory=dict_row, options="-c default_transaction_read_only=on") as connection:
            present = _present(connection, table, fields)
            rows = connection.execute(_selection(table, present)).fetchall()
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise LoadRefused("unreadable_table", f"{table.table} cannot be read: {reason}.") from None
    return validated(enumerate(rows, 1), table.kind, table.origin, "row")


def _present(
    connection: psycopg.Connection[dict[str, object]], table: ReferenceTable, fields: dict[str, str]
) -> dict[str, str]:
    """Those of the fields that the table has a column for, all if they were named one by one."""
    if table.columns:
        return fields
    cursor = connection.execute(sql.SQL("select * from {} limit 0").format(_relation(table)))
    there = {column.name for column in cursor.description or ()}
    return {field: column for field, column in fields.items() if column in there}


def _selection(table: ReferenceTable, fields: dict[str, str]) -> sql.Composed:
    picked = [
        sql.SQL("{} as {}").format(sql.Identifier(column), sql.Identifier(field)) for field, column in fields.items()
    ]
    ids = [sql.Identifier(fields[name]) for name in KINDS[table.kind].id_fields if name in fields]
    order = sql.SQL(" order by {}").format(sql.SQL(", ").join(ids)) if ids else sql.SQL("")
    return sql.SQL("select {} from {}{}").format(sql.SQL(", ").join(picked), _relation(table), order)


def _relation(table: ReferenceTable) -> sql.Composable:
    return sql.SQL(".").join(sql.Identifier(part) for part in table.table.split("."))

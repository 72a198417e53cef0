"""Rows of an answer that stand as one, or do not stand there, and the SQL that makes them so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import LiteralString

from psycopg import sql

from warehouse.reports.dimensions import DIMENSIONS, Kind
from warehouse.reports.marts import ATTRIBUTES

Row = tuple[object, ...]
_ARRAYS: dict[Kind, LiteralString] = {"text": "text[]", "integer": "integer[]", "date": "date[]"}


@dataclass(frozen=True)
class Groups:
    """By the values of `by`: what rows `stands_as`, other than themselves, and which are `left_out`."""

    by: tuple[str, ...] = ()
    stands_as: Mapping[Row, Row] = field(default_factory=dict)
    left_out: frozenset[Row] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.stands_as or self.left_out)

    def then(self, further: Mapping[Row, Row]) -> "Groups":
        """What was merged, merged further."""
        moved = {row: further.get(label, label) for row, label in self.stands_as.items()}
        return replace(self, stands_as=dict(further) | moved)

    @property
    def parameters(self) -> dict[str, object]:
        """An array for each dimension, one for what each attribute becomes, and whether the row is left out."""
        rows = sorted({*self.stands_as, *self.left_out}, key=str)
        given: dict[str, object] = {"is_left_out": [row in self.left_out for row in rows]}
        for place, name in enumerate(self.by):
            given[f"from_{name}"] = [row[place] for row in rows]
            if name in ATTRIBUTES:
                given[f"to_{name}"] = [self.stands_as.get(row, row)[place] for row in rows]
        return given if self else {}

    def join(self, keys: Mapping[str, sql.Composable]) -> sql.Composable:
        """Joins the groups to the rows of a mart, whose dimensions are the expressions `keys`."""
        if not self:
            return sql.SQL("")
        names = [*(f"from_{name}" for name in self.by), *(f"to_{name}" for name in self.by if name in ATTRIBUTES)]
        kinds = [_ARRAYS[DIMENSIONS[name.partition("_")[2]].kind] for name in names]
        arrays = [sql.SQL("{}::" + kind).format(sql.Placeholder(name)) for name, kind in zip(names, kinds, strict=True)]
        return sql.SQL(
            "\n    left join unnest({arrays}, {left_out}::boolean[]) as groups({names}, is_left_out) on {condition}"
        ).format(
            arrays=sql.SQL(", ").join(arrays),
            left_out=sql.Placeholder("is_left_out"),
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            condition=sql.SQL(" and ").join(
                sql.SQL("{} = {}").format(key, sql.Identifier("groups", f"from_{name}")) for name, key in keys.items()
            ),
        )

    def value(self, name: str, key: sql.Composable) -> sql.Composable:
        """What stands in the column of a dimension."""
        if not self or name not in ATTRIBUTES:
            return key
        return sql.SQL("coalesce({}, {})").format(sql.Identifier("groups", f"to_{name}"), key)

    @property
    def condition(self) -> sql.Composable:
        """Keeps the rows that are not left out."""
        return sql.SQL("\n    and groups.is_left_out is not true" if self else "")


AS_THEY_ARE = Groups()

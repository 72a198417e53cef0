"""Groups of few users: merged, or left out, so that no report by users' attributes tells of single persons.

The groups are what a report by attributes is split into, within one day, client or whatever else its rows are split
by. One of fewer users than the setting `smallest_group` is merged with the next smallest of them; where that leaves
one that is still too small, its attributes are withheld. A filter on an attribute makes a group too; what it leaves of
fewer users cannot be merged with anything and is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import psycopg

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.group_sizes import Users, users_of_rows
from warehouse.reports.groups import Groups, Row
from warehouse.reports.marts import ATTRIBUTES
from warehouse.reports.usage_filter import UsageFilter
from warehouse.reports.wording import sentence_list

UNKNOWN, WITHHELD = "unknown", "withheld"
JOINT = " + "
LEFT_OUT = "rows of few users are left out"


def find_groups(connection: psycopg.Connection, scope: Scope, asked: Sequence[UsageFilter], least: int) -> Groups:
    """The groups for questions that differ only in their days, so that their rows can be set side by side.

    Raises `ReportError` for a question whose only row would be left out. A client may see its own users as they are.
    """
    by = asked[0].by
    groups = Groups(by)
    if scope.role == "client" or not asked[0].attributes or least == 1:
        return groups
    users = [users_of_rows(connection, scope, question, groups, least) for question in asked]
    if any(None in row for rows in users for row in rows):
        raise ReportError("A row has no value in one of its columns, so it cannot be told apart: build its days again.")
    while merged := _merge(sizes := _fewest(users), by, least):
        groups = groups.then(merged)
        users = [_together(rows, merged, least) for rows in users]
    few = {row for row, users in sizes.items() if 0 < users < least and not _tells_nothing(row, by)}
    if not _narrows(asked[0]):
        return groups.then({row: _withheld(row, by) for row in few})
    if not few:
        return groups
    if not by:
        raise ReportError(
            f"Fewer than {least} users have this {sentence_list(list(asked[0].attributes))}: too few to tell anybody "
            "but the client itself. Take more values, or more days."
        )
    left_out = {row for row in groups.stands_as if groups.stands_as[row] in few} | few
    return replace(groups, left_out=frozenset(left_out))


def _fewest(users: Sequence[Mapping[Row, Users]]) -> dict[Row, int]:
    """Users of each row, the fewest of all questions in which it occurs."""
    sizes: dict[Row, int] = {}
    for rows in users:
        for row, found in rows.items():
            sizes[row] = min(found.count, sizes.get(row, found.count))
    return sizes


def _together(users: Mapping[Row, Users], merged: Mapping[Row, Row], least: int) -> dict[Row, Users]:
    """The users of each row of one question, once some stand as one."""
    parts: dict[Row, list[Users]] = defaultdict(list)
    for row, found in users.items():
        parts[merged.get(row, row)].append(found)
    return {row: Users.together(found, least) for row, found in parts.items()}


def _merge(sizes: Mapping[Row, int], by: Sequence[str], least: int) -> dict[Row, Row]:
    """What rows to merge now. Users who are in two merged groups count twice here, so look at the sizes again."""
    sides: dict[Row, list[Row]] = defaultdict(list)
    for row in sizes:
        sides[tuple(value for name, value in zip(by, row, strict=True) if name not in ATTRIBUTES)].append(row)
    return {
        row: _joined(rows, by)
        for side in sides.values()
        for rows in merge_smallest({row: sizes[row] for row in side}, {r for r in side if _tells_nothing(r, by)}, least)
        for row in rows
    }


def merge_smallest(sizes: Mapping[Row, int], telling_nothing: Iterable[Row], least: int) -> list[tuple[Row, ...]]:
    """Groups to be made one: the smallest with the next smallest, until each has as many as `least`.

    Rows that tell nothing of anybody are taken only when nothing else is left.
    """
    last_resort = set(telling_nothing)
    every: list[tuple[int, tuple[Row, ...]]] = sorted((users, (row,)) for row, users in sizes.items())
    groups = [group for group in every if group[1][0] not in last_resort]
    spare = [group for group in every if group[1][0] in last_resort]
    while groups and groups[0][0] < least and len(groups) + len(spare) > 1:
        small, *others = groups
        if not others:
            others, spare = spare[:1], spare[1:]
        (users, rows), *rest = others
        groups = sorted([(small[0] + users, tuple(sorted((*small[1], *rows), key=str))), *rest])
    return [rows for _, rows in groups if len(rows) > 1]


def _joined(rows: Sequence[Row], by: Sequence[str]) -> Row:
    """One row for several that differ in their attributes, which stand in each column in the same order."""
    return tuple(
        JOINT.join(str(row[place]) for row in rows) if name in ATTRIBUTES else rows[0][place]
        for place, name in enumerate(by)
    )


def _withheld(row: Row, by: Sequence[str]) -> Row:
    """A row that does not say what its users are."""
    return tuple(WITHHELD if name in ATTRIBUTES else value for name, value in zip(by, row, strict=True))


def _tells_nothing(row: Row, by: Sequence[str]) -> bool:
    attributes = [value for name, value in zip(by, row, strict=True) if name in ATTRIBUTES]
    return bool(attributes) and all(value == UNKNOWN for value in attributes)


def _narrows(asked: UsageFilter) -> bool:
    return any(set(asked.where[name]) != {UNKNOWN} for name in ATTRIBUTES if name in asked.where)


def values_of(name: str, shown: str) -> tuple[str, ...]:
    """The values that stand for a dimension in a row: several where groups were merged."""
    return tuple(shown.split(JOINT)) if name in ATTRIBUTES else (shown,)


def notes_on(groups: Groups) -> tuple[str, ...]:
    """What a reader must know of groups that were merged or left out."""
    labels = set(groups.stands_as.values())
    withheld = {label for label in labels if WITHHELD in label}
    merged = ["groups of few users stand together"] if labels - withheld else []
    unsaid = ["what few users are is withheld"] if withheld else []
    left_out = [LEFT_OUT] if groups.left_out else []
    return (*merged, *unsaid, *left_out)

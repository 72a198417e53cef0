"""SQL of the open/close ledger: what becomes of records that are given, and what stands."""

from psycopg import sql

from warehouse.resources.kinds import Record

# A row counts unless the load that brought it is voided.
_COUNTS = """
    not exists (
        select from raw.load_verdicts as verdict where verdict.load_id = stored.load_id and verdict.verdict = 'voided'
    )
"""
# Rows are judged as if they came one after another, by `line_no`: what stands, and of what is given the first line of
# an identity that is sound, decides about those behind it. So a half that would end before it begins is refused,
# whichever half comes second, and one that comes again is not judged by its time any more.
_JUDGED = """
    with given as ({given}),
    checked as (
        select given.*{no_state}, {unknown} as unknown from given
    ),
    known as (
        select distinct on ({key}) stored.*{no_state}
        from raw.{table} as stored
        where ({identity}) in (select {identity} from given) and {counts}
        order by {key}, ledger_no, line_no
    ),
    ends as (
        select {identity},
            min(happened_at) filter (where state = {begin}) as began_at,
            min(happened_at) filter (where state = {end}) as ended_at
        from known
        group by {identity}
    ),
    first_come as (
        select distinct on ({identity}) {identity}, state as first_state, happened_at as first_at
        from checked
        where unknown is null
        order by {identity}, line_no
    ),
    timed as (
        select checked.*, known.content_digest as known_digest,
            case checked.state
                when {end} then coalesce(began_at, case when first_state = {begin} then first_at end)
                else coalesce(ended_at, case when first_state = {end} then first_at end)
            end as other_at
        from checked
        left join ends using ({identity})
        left join first_come using ({identity})
        left join known using ({key})
    ),
    turned as (
        select *, known_digest is null and other_at is not null and case state
                when {end} then happened_at < other_at else happened_at > other_at
            end as is_turned
        from timed
    ),
    firsts as (
        select distinct on ({key}) {key}, line_no as first_line, content_digest as first_digest
        from turned
        where unknown is null and not is_turned
        order by {key}, line_no
    )
    select
        turned.line_no,
        case
            when unknown is not null or (is_turned and line_no < coalesce(first_line, line_no + 1)) then 'refused'
            when known_digest is null and line_no = first_line then 'created'
            when content_digest = coalesce(known_digest, first_digest) then 'repeated'
            else 'conflict'
        end as outcome,
        unknown, state, happened_at, other_at, provider_id, {rate_code} as rate_code
    from turned
    left join firsts using ({key})
"""
_STANDING = """
    select to_jsonb(stands)::text
    from (
        select distinct on ({key}) stored.*{no_state}
        from raw.{table} as stored
        where {conditions} and {counts}
        order by {key}, ledger_no, line_no
    ) as stands
    order by state = {end}
"""
_APPENDED = """
    insert into raw.{table} ({columns}, ledger_no, load_id)
    select {columns}, %(ledger_no)s, %(load_id)s
    from ({rows}) as given
    on conflict do nothing
"""
_NO_PROVIDER = """
    when not exists (select from raw.providers as known where known.provider_id = given.provider_id) then 'provider'
"""
_NO_RATE_CODE = """
    when given.rate_code is not null and not exists (
        select from raw.rate_codes as known
        where known.provider_id = given.provider_id and known.slug = given.rate_code
    ) then 'rate code'
"""


def judged(kind: type[Record], given: sql.Composable) -> sql.Composed:
    """What becomes of the rows that the query `given` answers: `created`, `repeated`, `conflict` or `refused`.

    `given` has the columns of the kind's table; its `line_no` is the order. Of a refused row `unknown` says what it
    names that there is not, else `other_at` is the instant of its other half, which its own time contradicts.
    """
    parts = [sql.SQL(_NO_PROVIDER)] if kind.table != "providers" else []
    parts += [sql.SQL(_NO_RATE_CODE)] if "rate_code" in kind.model_fields else []
    return sql.SQL(_JUDGED).format(
        given=given,
        unknown=sql.SQL("case {} end").format(sql.SQL("").join(parts)) if parts else sql.SQL("null::text"),
        rate_code=sql.SQL("rate_code" if "rate_code" in kind.model_fields else "null::text"),
        **_of(kind),
    )


def standing(kind: type[Record]) -> sql.Composed:
    """The rows that stand of an identity, given as parameters of its columns' names, as JSON text; a begin first."""
    conditions = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in kind.identity]
    return sql.SQL(_STANDING).format(conditions=sql.SQL(" and ").join(conditions), **_of(kind))


def appended(kind: type[Record], rows: sql.Composable) -> sql.Composed:
    """Appends the rows that a query answers, in their table's columns, under %(ledger_no)s and %(load_id)s."""
    columns = _names(*kind.model_fields, "content_digest", "line_no")
    return sql.SQL(_APPENDED).format(table=sql.Identifier(kind.table), columns=columns, rows=rows)


def _of(kind: type[Record]) -> dict[str, sql.Composable]:
    """What the statements name of a kind. A record without halves has one state, and no time that could be turned."""
    begin, end = kind.states or (" ", "  ")
    return {
        "table": sql.Identifier(kind.table),
        "identity": _names(*kind.identity),
        "key": _names(*kind.identity, "state"),
        "no_state": sql.SQL("" if kind.states else ", ''::text as state, null::timestamptz as happened_at"),
        "counts": sql.SQL(_COUNTS),
        "begin": sql.Literal(begin),
        "end": sql.Literal(end),
    }


def _names(*names: str) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))

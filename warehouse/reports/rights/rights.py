"""The answer to a question about rights: what is included at an instant, and what is used of it."""

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.rights.asked import RightsFilter
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_MARTS = ("fct_rights", "fct_feature_levels", "fct_feature_usage_daily", "dim_clients")
_WHOSE = (
    Column("client_id", "text", "The client."),
    Column("subscription_id", "text", "Its subscription."),
    Column("plan_id", "text", "The plan that it is by."),
)
_WHOSE_COMBINED = (
    Column("client_id", "text", "The client."),
    Column("subscriptions", "count", "How many of its subscriptions have the feature."),
)
_RIGHT = (
    Column("feature_id", "text", "The feature, by the operator's own reference."),
    Column("feature_name", "text", "Its name."),
    Column("feature_type", "text", "OnOff, Limitation or Consumption."),
    Column("is_visible", "flag", "Whether clients see it."),
    Column("is_included", "flag", "Of an OnOff: whether it is included."),
    Column("is_enabled", "flag", "Of an OnOff: whether it is on."),
    Column("quantity_included", "exact", "How much is included; none where it is unlimited."),
    Column("is_unlimited", "flag", "Whether any quantity is included."),
    Column("quantity_current", "exact", "How much is used; combined and unlimited, it is left out."),
    Column("quantity_over", "exact", "How much is used over what is included."),
    Column("is_over", "flag", "Whether more is used than is included, or an OnOff is on that is not included."),
    Column("period_from", "instant", "Of a Consumption: when its period began."),
    Column("period_until", "instant", "When it ends, and the consumption begins anew."),
)
_METERED = """
    select usage.client_id, usage.subscription_id, usage.feature_id, sum(usage.quantity) as quantity
    from dated
    inner join marts.fct_feature_usage_daily as usage
        on dated.client_id = usage.client_id and dated.subscription_id = usage.subscription_id
        and dated.feature_id = usage.feature_id and dated.period_at::date = usage.period_date
        and usage.period_day <= dated.local_at::date
    where usage.usage_date >= (select min(period_at)::date - 1 from dated where meter_id <> 'none')
        and usage.usage_date <= %(at)s::date + 1
    group by usage.client_id, usage.subscription_id, usage.feature_id
"""
# Where no day of usage was ever built, no meter has counted anything.
_NOT_METERED = """
    select client_id, subscription_id, feature_id, null::numeric as quantity from dated where false
"""
_HELD = """
    with held as (
        select rights.*, zone.time_zone, %(at)s::timestamptz at time zone zone.time_zone as local_at
        from marts.fct_rights as rights
        left join marts.dim_clients as client
            on rights.client_id = client.client_id and client.valid_from <= %(at)s and client.valid_until > %(at)s
        cross join lateral (
            select case rights.time_basis when 'local' then coalesce(client.time_zone, 'UTC') else 'UTC' end
                as time_zone
        ) as zone
        where {conditions} and rights.right_from <= %(at)s and rights.right_until > %(at)s
    ),
    dated as (
        select *, date_trunc(period, local_at) as period_at from held
    ),
    metered as ({metered}),
    used as (
        select dated.*,
            case when feature_type = 'OnOff' then coalesce(level.is_enabled, dated.is_included) end as is_enabled,
            case
                when feature_type <> 'OnOff'
                then coalesce(case when meter_id <> 'none' then metered.quantity else level.quantity end, 0)
            end as quantity_current,
            period_at at time zone time_zone as period_from,
            (period_at + ('1 ' || period)::interval) at time zone time_zone as period_until
        from dated
        left join marts.fct_feature_levels as level
            on dated.client_id = level.client_id and dated.subscription_id = level.subscription_id
            and dated.feature_id = level.feature_id and level.level_from <= %(at)s and level.level_until > %(at)s
            and level.period_date is not distinct from dated.period_at::date
        left join metered
            on dated.client_id = metered.client_id and dated.subscription_id = metered.subscription_id
            and dated.feature_id = metered.feature_id
    ),
    asked as ({grouped})
    select {whose}, feature_id, feature_name, feature_type, is_visible, is_included, is_enabled,
        round(quantity_included, 12), is_unlimited, round(quantity_current, 12),
        case when quantity_included is not null then round(greatest(quantity_current - quantity_included, 0), 12) end,
        case
            when feature_type = 'OnOff' then is_enabled and not is_included
            else coalesce(quantity_current > quantity_included, false)
        end,
        period_from, period_until
    from asked
    order by client_id collate "C", {order}feature_id collate "C"
"""
_APART = "select * from used"
_TOGETHER = """
    select client_id, count(*) as subscriptions, feature_id, min(feature_name) as feature_name,
        min(feature_type) as feature_type, bool_or(is_visible) as is_visible, bool_or(is_included) as is_included,
        bool_or(is_enabled) as is_enabled, bool_or(is_unlimited) as is_unlimited,
        case when not bool_or(is_unlimited) then sum(quantity_included) end as quantity_included,
        case when not bool_or(is_unlimited) then sum(quantity_current) end as quantity_current,
        case when min(period_from) = max(period_from) then min(period_from) end as period_from,
        case when min(period_until) = max(period_until) then min(period_until) end as period_until
    from used
    group by client_id, feature_id
"""


def rights(scope: Scope, asked: RightsFilter, settings: Settings | None = None) -> Report:
    """The features of subscriptions, or of clients combined, with what is included at the instant and what is used.

    Combined, an OnOff is on if one is, and quantities add up; if one is unlimited the whole is, and both quantities are
    left out. What a meter counts is known by whole days: that of the instant counts whole.
    """
    conditions, parameters = asked.conditions(scope)
    columns = (*_WHOSE_COMBINED, *_RIGHT) if asked.combined else (*_WHOSE, *_RIGHT)
    whose = [sql.Identifier(column.name) for column in columns[: -len(_RIGHT)]]
    with reading(settings) as connection:
        row = connection.execute("select to_regclass('marts.fct_feature_usage_daily') is not null").fetchone()
        statement = sql.SQL(_HELD).format(
            conditions=conditions,
            metered=sql.SQL(_METERED if row == (True,) else _NOT_METERED),
            grouped=sql.SQL(_TOGETHER if asked.combined else _APART),
            whose=sql.SQL(", ").join(whose),
            order=sql.SQL("" if asked.combined else 'starts_at, subscription_id collate "C", '),
        )
        rows = connection.execute(statement, parameters).fetchall()
    notes = (f"at {asked.at:%Y-%m-%d %H:%M} UTC",)
    return Report("rights", columns, frame_of(columns, rows), _MARTS, notes=notes, told=asked.told)

"""SQL of reported changes: what becomes of those that are given, and what stands."""

from psycopg import sql

_COUNTS = """
    not exists (
        select from raw.load_verdicts as verdict where verdict.load_id = {}.load_id and verdict.verdict = 'voided'
    )
"""
COLUMNS = (
    "line_no", "content_digest", "change_id", "change_key", "client_id", "subscription_id", "feature_id", "happened_at",
    "increment", "quantity", "is_enabled",
)  # fmt: skip
# What stands decides first, so that a change which comes again is never refused for what was learned since. Reference
# records are read as they are last said; which plan a subscription ever had decides whether it has the feature.
JUDGED = f"""
    with given as ({{given}}),
    features as (
        select distinct on (record.id) record.id, record.payload
        from raw.reference_records as record
        where record.kind = 'features' and record.subject in (select feature_id from given)
            and {_COUNTS.format("record")}
        order by record.id, record.load_no desc, record.line_no desc
    ),
    subscriptions as (
        select record.id, record.payload ->> 'client_id' as client_id, record.payload ->> 'plan_id' as plan_id
        from raw.reference_records as record
        where record.kind = 'subscriptions' and record.subject in (select client_id from given)
            and {_COUNTS.format("record")}
    ),
    clients as (
        select client_id from subscriptions
        union
        select record.id from raw.reference_records as record
        where record.kind = 'clients' and record.subject in (select client_id from given) and {_COUNTS.format("record")}
    ),
    included as (
        select distinct subscriptions.client_id, subscriptions.id as subscription_id,
            record.payload ->> 'feature_id' as feature_id
        from subscriptions
        inner join raw.reference_records as record
            on record.kind = 'plan_features' and record.subject = subscriptions.plan_id
        where not (record.payload ->> 'is_deleted')::boolean and {_COUNTS.format("record")}
    ),
    known as (
        select distinct on (stored.client_id, stored.change_id)
            stored.client_id, stored.change_id, stored.content_digest as known_digest
        from raw.feature_changes as stored
        where (stored.client_id, stored.change_id) in (select client_id, change_id from given)
            and {_COUNTS.format("stored")}
        order by stored.client_id, stored.change_id, stored.ledger_no, stored.line_no
    ),
    placed as (
        select given.*, known.known_digest,
            first_value(given.line_no) over same_change as first_line,
            first_value(given.content_digest) over same_change as first_digest,
            features.payload ->> 'feature_type' as feature_type, features.payload ->> 'meter_id' as meter_id,
            coalesce((features.payload ->> 'is_deleted')::boolean, true) as is_no_feature
        from given
        left join features on given.feature_id = features.id
        left join known on given.client_id = known.client_id and given.change_id = known.change_id
        window same_change as (partition by given.client_id, given.change_id order by given.line_no)
    ),
    judged as (
        select placed.*,
            case
                when is_no_feature then 'unknown_feature'
                when client_id not in (select client_id from clients) then 'unknown_client'
                when subscription_id is not null and not exists (
                    select from subscriptions as own
                    where own.id = placed.subscription_id and own.client_id = placed.client_id
                ) then case
                    when exists (
                        select from raw.reference_records as record
                        where record.kind = 'subscriptions' and record.id = placed.subscription_id
                    ) then 'other_client'
                    else 'unknown_subscription'
                end
                when feature_type = 'OnOff' and is_enabled is null then 'no_switch'
                when feature_type <> 'OnOff' and is_enabled is not null then 'no_quantity'
                when meter_id is not null then 'metered'
                when not exists (
                    select from included
                    where included.client_id = placed.client_id and included.feature_id = placed.feature_id
                        and included.subscription_id = coalesce(placed.subscription_id, included.subscription_id)
                ) then 'not_included'
            end as fault
        from placed
    )
    select
        line_no,
        case
            when known_digest is null and line_no = first_line
            then case when fault is null then 'created' else 'refused' end
            when content_digest = coalesce(known_digest, first_digest) then 'repeated'
            else 'conflict'
        end as outcome,
        fault, client_id, subscription_id, feature_id, feature_type, meter_id,
        case when increment is not null then 'increment' when quantity is not null then 'quantity' else 'is_enabled' end
            as said
    from judged
    order by line_no
"""  # noqa: S608 - made of constants
_APPENDED = """
    insert into raw.feature_changes ({columns}, ledger_no, load_id)
    select {columns}, %(ledger_no)s, %(load_id)s
    from ({rows}) as given
    on conflict do nothing
"""
STANDING = f"""
    select to_jsonb(stored)::text
    from raw.feature_changes as stored
    where stored.client_id = %(client_id)s and stored.change_id = %(change_id)s and {_COUNTS.format("stored")}
    order by stored.ledger_no, stored.line_no
    limit 1
"""  # noqa: S608 - made of constants


def judged(given: sql.Composable) -> sql.Composed:
    """What becomes of the rows that a query answers: `created`, `repeated`, `conflict`, or `refused` for a `fault`."""
    return sql.SQL(JUDGED).format(given=given)


def appended(rows: sql.Composable) -> sql.Composed:
    """Appends the rows that a query answers, under %(ledger_no)s and %(load_id)s."""
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    return sql.SQL(_APPENDED).format(columns=columns, rows=rows)

-- Written last: what stands here is in all other marts of rights that are built whole.
-- depends_on: {{ ref('fct_feature_levels') }}
-- depends_on: {{ ref('fct_rights_combined') }}

with changes as (

    select * from {{ ref('fct_feature_changes') }}

),

ledger as (

    select max(ledger_no) as put_no from {{ ref('stg_feature_changes') }}
    where {{ within_horizon('ledger_no') }}

),

-- Plans and subscriptions give rights to features alone.
features as (

    select id from {{ ref('stg_reference_records') }}
    where kind in ('features', 'plan_features')
    union all
    select feature_id from {{ ref('stg_feature_changes') }}

),

loads as (

    select load_id from {{ ref('stg_loads') }}
    where
        kind = 'rights'
        or source in ('reference:features', 'reference:plan_features')
        or (
            source in ('reference:subscriptions', 'reference:plans')
            and exists (select 1 from features)
        )

),

verdicts as (

    select max(verdicts.verdict_no) as judged_no
    from {{ ref('stg_load_verdicts') }} as verdicts
    inner join loads on verdicts.load_id = loads.load_id
    where {{ within_horizon('verdicts.verdict_no') }}

),

counted as (

    select
        count(*) as changes,
        count(*) filter (where standing = 'counted') as counted,
        count(*) filter (where standing = 'repeated') as repeated,
        count(*) filter (where standing = 'conflict') as conflicting,
        count(*) filter (where standing not in ('counted', 'repeated', 'conflict')) as left_out
    from changes

),

final as (

    select
        'feature_changes' as kind,
        counted.changes,
        counted.counted,
        counted.repeated,
        counted.conflicting,
        counted.left_out,
        coalesce(greatest(ledger.put_no, verdicts.judged_no), 0) as built_through_no
    from counted
    cross join ledger
    cross join verdicts

)

select * from final

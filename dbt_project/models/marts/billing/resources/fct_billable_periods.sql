with intervals as (

    select * from {{ ref('int_resource_intervals') }}
    where opened_at < closed_at

),

accounts as (

    select * from {{ ref('int_resource_accounts') }}

),

final as (

    select
        coalesce(accounts.client_id, 'none') as client_id,
        coalesce(accounts.payer_id, 'none') as payer_id,
        intervals.provider_id,
        coalesce(accounts.owner_id, 'none') as owner_id,
        intervals.resource_id,
        intervals.event_id,
        greatest(intervals.opened_at, accounts.valid_from) as billable_from,
        least(intervals.closed_at, accounts.valid_until) as billable_until,
        intervals.closed_at = 'infinity' as is_open,
        intervals.rate_code,
        intervals.rate_cents,
        intervals.rate_period,
        intervals.currency,
        intervals.product_group,
        intervals.product_name,
        intervals.description,
        intervals.qty::numeric(18, 9) as qty
    from intervals
    left join accounts
        on
            intervals.provider_id = accounts.provider_id
            and intervals.resource_id = accounts.resource_id
            and intervals.opened_at < accounts.valid_until
            and intervals.closed_at > accounts.valid_from

)

select * from final

-- What a payer owes for one resource, product and rate code in one calendar month (UTC). What is still open counts
-- until now: of months that are over the same rows always come.
with periods as (

    select * from {{ ref('fct_billable_periods') }}
    where payer_id <> 'none'

),

months as (

    select
        month_at::date as usage_month,
        month_at at time zone 'UTC' as from_at,
        (month_at + interval '1 month') at time zone 'UTC' as until_at
    from generate_series(
        (select date_trunc('month', min(periods.billable_from) at time zone 'UTC') from periods),
        now() at time zone 'UTC',
        interval '1 month'
    ) as month_at

),

clipped as (

    select
        periods.*,
        months.usage_month,
        least(periods.billable_until, months.until_at, case when periods.is_open then now() end)
        - greatest(periods.billable_from, months.from_at) as duration
    from periods
    inner join months
        on
            periods.billable_from < months.until_at
            and periods.billable_until > months.from_at
            and periods.billable_from < now()

),

added_up as (

    select
        usage_month,
        payer_id,
        currency,
        provider_id,
        resource_id,
        coalesce(product_group, 'none') as product_group,
        coalesce(product_name, 'none') as product_name,
        rate_code,
        rate_period,
        rate_cents,
        count(*) as events,
        sum(qty * extract(epoch from duration) * {{ parts_of_a_second('rate_period', 'usage_month') }}) as parts
    from clipped
    group by
        usage_month,
        payer_id,
        currency,
        provider_id,
        resource_id,
        product_group,
        product_name,
        rate_code,
        rate_period,
        rate_cents

),

final as (

    select
        usage_month,
        payer_id,
        currency,
        provider_id,
        resource_id,
        product_group,
        product_name,
        rate_code,
        rate_period,
        rate_cents,
        events,
        {{ out_of_parts('parts') }} as quantity,
        {{ out_of_parts('rate_cents * parts', 100) }} as amount
    from added_up

)

select * from final

with conflicts as (

    {{ contradictions('providers', ['provider_id'], 'later.provider_id') }}
    union all
    {{ contradictions('rate_codes', ['provider_id', 'slug'], 'later.slug') }}
    union all
    {{ contradictions('billable_events', ['provider_id', 'event_id', 'state'], 'later.event_id::text') }}
    union all
    {{ contradictions('resource_ownerships', ['provider_id', 'ownership_id', 'state'], 'later.ownership_id::text') }}
    union all
    {{
        contradictions(
            'account_links', ['provider_id', 'owner_id', 'valid_from'], "later.owner_id || ' from ' || later.valid_from"
        )
    }}
    union all
    {{
        other_than_its_beginning(
            'billable_events', 'event_id', 'open', ['resource_id', 'rate_code', 'qty', 'product_name', 'description']
        )
    }}
    union all
    {{
        other_than_its_beginning(
            'resource_ownerships', 'ownership_id', 'active', ['resource_id', 'owner_id']
        )
    }}

),

final as (

    select
        kind,
        provider_id,
        record_id,
        state,
        reason,
        ledger_no,
        line_no,
        load_id,
        sent,
        stands
    from conflicts

)

select * from final

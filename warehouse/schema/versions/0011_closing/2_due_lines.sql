-- What closing a month invoices: the month's own lines; and of each line of an earlier month what is known of it now,
-- rounded, less all that was invoiced for it, where that is not nothing. Read from the marts as they stand.
create function book.due_lines(closed_month date, first_month date) returns table (
    invoice_no bigint, line_no bigint, invoice_lines bigint, invoice_cents numeric,
    line_key uuid, usage_month date, is_adjustment boolean, original_invoice_no bigint, original_line_no integer,
    source text, payer_id text, currency text, client_id text, provider_id text, subscription_id text, plan_id text,
    price_id text, price_from timestamptz, meter_id text, resource_id text, product_group text, product_name text,
    rate_code text, events bigint, quantity numeric, included_quantity numeric, billable_quantity numeric,
    amount numeric, amount_cents bigint, terms jsonb
)
language plpgsql stable as $$
#variable_conflict use_column
begin
    return query
    with known as (
        select * from marts.fct_billing_lines
        where usage_month <= closed_month and (first_month is null or usage_month >= first_month)
    ),
    invoiced as (
        select
            line.line_key,
            sum(line.events)::bigint as events,
            sum(line.quantity) as quantity,
            sum(line.included_quantity) as included_quantity,
            sum(line.billable_quantity) as billable_quantity,
            sum(line.amount) as amount,
            sum(line.amount_cents) as amount_cents,
            (min(array[line.invoice_no, line.line_no]))[1] as first_invoice_no,
            (min(array[line.invoice_no, line.line_no]))[2]::integer as first_line_no
        from book.invoice_lines as line
        group by line.line_key
    ),
    -- Said by what is known, or, of what is not there any more, by the line that was invoiced first.
    said as (
        select known.*, null::bigint as first_invoice_no, null::integer as first_line_no from known
        left join invoiced using (line_key)
        where invoiced.line_key is null
        union all
        select
            original.line_key, original.usage_month, original.source, original.payer_id, original.currency,
            original.client_id, original.provider_id, original.subscription_id, original.plan_id, original.price_id,
            original.price_from, original.meter_id, original.resource_id, original.product_group,
            original.product_name, original.rate_code,
            coalesce(known.events, 0) - invoiced.events,
            coalesce(known.quantity, 0) - invoiced.quantity,
            coalesce(known.included_quantity, 0) - invoiced.included_quantity,
            coalesce(known.billable_quantity, 0) - invoiced.billable_quantity,
            coalesce(known.amount, 0) - invoiced.amount,
            (coalesce(known.amount_cents, 0) - invoiced.amount_cents)::bigint,
            coalesce(known.terms, original.terms),
            invoiced.first_invoice_no, invoiced.first_line_no
        from invoiced
        inner join book.invoice_lines as original
            on invoiced.first_invoice_no = original.invoice_no and invoiced.first_line_no = original.line_no
        left join known on invoiced.line_key = known.line_key
    ),
    due as (
        select
            said.*,
            dense_rank() over (order by said.payer_id collate "C", said.currency collate "C") as place
        from said
        where said.usage_month = closed_month or said.amount_cents <> 0
    )
    select
        (select coalesce(max(standing.invoice_no), 0) from book.invoices as standing) + due.place,
        row_number() over (
            partition by due.place
            order by
                due.usage_month < closed_month, due.usage_month, due.source desc, due.client_id collate "C",
                due.subscription_id collate "C", due.price_id collate "C", due.price_from,
                due.provider_id collate "C", due.resource_id collate "C", due.rate_code collate "C", due.line_key
        ),
        count(*) over (partition by due.place),
        sum(due.amount_cents) over (partition by due.place),
        due.line_key, due.usage_month, due.usage_month < closed_month, due.first_invoice_no, due.first_line_no,
        due.source, due.payer_id, due.currency, due.client_id, due.provider_id, due.subscription_id, due.plan_id,
        due.price_id, due.price_from, due.meter_id, due.resource_id, due.product_group, due.product_name,
        due.rate_code, due.events, due.quantity, due.included_quantity, due.billable_quantity, due.amount,
        due.amount_cents, due.terms
    from due
    order by 1, 2;
end
$$;

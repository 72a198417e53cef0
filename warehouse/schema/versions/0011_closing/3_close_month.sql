-- Closes a month: writes its invoices, and answers the number of the closing; of a closed month that of the closing
-- that was. One at a time and in one transaction, so that numbers have no gaps and a killed closing was none. What the
-- month rests on is looked at by the caller, who says in `against` what spoke against it.
create function book.close_month(
    month date, through bigint, who text, first_month date, forced boolean, reason text, against jsonb
) returns integer
language plpgsql set timezone = 'UTC' set bytea_output = 'hex' as $$
declare
    closing book.closings;
    invoice book.invoices;
    line book.invoice_lines;
    due record;
    last_closing book.closings;
    line_digest bytea;
    invoice_digest bytea;
begin
    perform pg_advisory_xact_lock(7302114003);
    select * into closing from book.closings as known where known.usage_month = month;
    if closing.closing_no is not null then
        return closing.closing_no;
    end if;
    select * into last_closing from book.closings as known order by known.closing_no desc limit 1;
    if month <> last_closing.usage_month + interval '1 month' then
        raise exception 'The book goes on with %.', to_char(last_closing.usage_month + interval '1 month', 'YYYY-MM')
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    line_digest := coalesce(
        (select known.digest from book.invoice_lines as known order by invoice_no desc, line_no desc limit 1),
        book.beginning()
    );
    invoice_digest := coalesce(last_closing.book_digest, book.beginning());
    closing := row(
        coalesce(last_closing.closing_no, 0) + 1, month, clock_timestamp(), who, through,
        case when last_closing.closing_no is null then first_month else last_closing.begins_with end,
        forced, reason, against, 0, 0, null, coalesce(last_closing.digest, book.beginning()), null
    )::book.closings;

    for due in select * from book.due_lines(month, closing.begins_with) loop
        line := row(
            due.invoice_no, due.line_no, due.line_key, due.usage_month, due.is_adjustment, due.original_invoice_no,
            due.original_line_no, due.source, due.payer_id, due.currency, due.client_id, due.provider_id,
            due.subscription_id, due.plan_id, due.price_id, due.price_from, due.meter_id, due.resource_id,
            due.product_group, due.product_name, due.rate_code, due.events, due.quantity, due.included_quantity,
            due.billable_quantity, due.amount, due.amount_cents, due.terms, line_digest, null
        )::book.invoice_lines;
        line.digest := book.digest_of(to_jsonb(line));
        insert into book.invoice_lines select line.*;
        line_digest := line.digest;
        closing.lines := closing.lines + 1;
        if due.line_no = due.invoice_lines then
            invoice := row(
                due.invoice_no, closing.closing_no, month, due.payer_id, due.currency, due.invoice_lines,
                due.invoice_cents, line_digest, invoice_digest, null
            )::book.invoices;
            invoice.digest := book.digest_of(to_jsonb(invoice));
            insert into book.invoices select invoice.*;
            invoice_digest := invoice.digest;
            closing.invoices := closing.invoices + 1;
        end if;
    end loop;

    closing.book_digest := invoice_digest;
    closing.digest := book.digest_of(to_jsonb(closing));
    insert into book.closings select closing.*;
    return closing.closing_no;
end
$$;

-- Rows of which the digest is not that of what they say, or that do not follow the one before them.
create function book.broken_links() returns table (relation text, row_no text)
language sql stable set timezone = 'UTC' set bytea_output = 'hex' as $$
    with chained as (
        select
            'invoice_lines' as relation, line.invoice_no || '-' || line.line_no as row_no, line.digest,
            book.digest_of(to_jsonb(line)) as said, line.previous_digest,
            lag(line.digest, 1, book.beginning()) over (order by line.invoice_no, line.line_no) as before
        from book.invoice_lines as line
        union all
        select
            'invoices', invoice.invoice_no::text, invoice.digest, book.digest_of(to_jsonb(invoice)),
            invoice.previous_digest, lag(invoice.digest, 1, book.beginning()) over (order by invoice.invoice_no)
        from book.invoices as invoice
        union all
        select
            'closings', closing.closing_no::text, closing.digest, book.digest_of(to_jsonb(closing)),
            closing.previous_digest, lag(closing.digest, 1, book.beginning()) over (order by closing.closing_no)
        from book.closings as closing
        union all
        -- The last of the lines, and the last of the invoices, are sealed by what stands above them.
        select
            'invoices', invoice.invoice_no::text, invoice.lines_digest, invoice.lines_digest, line.digest,
            invoice.lines_digest
        from book.invoices as invoice
        left join book.invoice_lines as line on invoice.invoice_no = line.invoice_no and invoice.lines = line.line_no
        union all
        select
            'closings', last.closing_no::text, last.book_digest, last.book_digest,
            coalesce(
                (select invoice.digest from book.invoices as invoice order by invoice.invoice_no desc limit 1),
                book.beginning()
            ),
            last.book_digest
        from (select * from book.closings order by closing_no desc limit 1) as last
    )
    select distinct chained.relation, chained.row_no
    from chained
    where chained.digest is distinct from chained.said or chained.previous_digest is distinct from chained.before
$$;

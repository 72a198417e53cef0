-- The book: what was invoiced, for ever. A row is written once, by `book.close_month`, and carries the digest of the one
-- before it and its own, over all that it says: whoever changes a row, takes one out or puts one in, breaks the chain.
create schema book;

create table book.closings (
    closing_no integer primary key,
    usage_month date not null unique check (extract(day from usage_month) = 1),
    closed_at timestamptz not null,
    closed_by text not null,
    -- The ledger number through which the lines know the ledger.
    ledger_through bigint not null,
    -- Usage of earlier months is billed elsewhere; null where there was none when the book began.
    begins_with date check (begins_with <= usage_month),
    is_forced boolean not null,
    why text check (why is not null or not is_forced),
    -- What spoke against closing, where it was forced.
    obstacles jsonb not null,
    invoices bigint not null,
    lines bigint not null,
    -- The digest of the last invoice in the book.
    book_digest bytea not null,
    previous_digest bytea not null,
    digest bytea not null
);

create table book.invoices (
    invoice_no bigint primary key,
    closing_no integer not null references book.closings (closing_no) deferrable initially deferred,
    usage_month date not null,
    payer_id text not null,
    currency text not null,
    lines bigint not null check (lines > 0),
    amount_cents bigint not null,
    -- The digest of its last line, and so of all lines until then.
    lines_digest bytea not null,
    previous_digest bytea not null,
    digest bytea not null,
    unique (usage_month, payer_id, currency)
);
create index invoices_by_payer on book.invoices (payer_id);

create table book.invoice_lines (
    invoice_no bigint not null references book.invoices (invoice_no) deferrable initially deferred,
    line_no integer not null,
    -- The same thing in the same month has the same key, whatever is known of it.
    line_key uuid not null,
    -- The month of the usage; earlier than the invoice's on an adjustment.
    usage_month date not null,
    is_adjustment boolean not null,
    -- The first line that has the key, where one had been invoiced.
    original_invoice_no bigint,
    original_line_no integer,
    source text not null check (source in ('usage', 'resource')),
    payer_id text not null,
    currency text not null,
    client_id text not null,
    provider_id text not null,
    subscription_id text not null,
    plan_id text not null,
    price_id text not null,
    price_from timestamptz not null,
    meter_id text not null,
    resource_id text not null,
    product_group text not null,
    product_name text not null,
    rate_code text not null,
    events bigint not null,
    quantity numeric not null,
    included_quantity numeric not null,
    billable_quantity numeric not null,
    amount numeric not null,
    amount_cents bigint not null,
    -- The price, or the rate, with all that it says.
    terms jsonb not null,
    previous_digest bytea not null,
    digest bytea not null,
    primary key (invoice_no, line_no),
    foreign key (original_invoice_no, original_line_no) references book.invoice_lines (invoice_no, line_no),
    check (is_adjustment or original_invoice_no is null),
    check ((original_invoice_no is null) = (original_line_no is null))
);
create index invoice_lines_by_key on book.invoice_lines (line_key);

-- What the first row of a chain follows.
create function book.beginning() returns bytea language sql immutable as $$ select sha256('') $$;

-- The digest of a row, over all that it says but the digest itself, as JSON in UTC.
create function book.digest_of(said jsonb) returns bytea language sql immutable as $$
    select sha256(convert_to((said - 'digest')::text, 'UTF8'))
$$;

create function book.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The book is never changed: what was invoiced wrongly is put right by an adjustment.'
        using errcode = 'insufficient_privilege';
end
$$;
create trigger closings_stand before update or delete or truncate on book.closings
    for each statement execute function book.refuse_change();
create trigger invoices_stand before update or delete or truncate on book.invoices
    for each statement execute function book.refuse_change();
create trigger invoice_lines_stand before update or delete or truncate on book.invoice_lines
    for each statement execute function book.refuse_change();

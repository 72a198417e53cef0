-- Calendar months that are billed although usage need not name them: their fees are owed. Builds put the running one,
-- a person any other. Months between two of them, and between them and usage, are billed as well.
create table raw.begun_months (
    usage_month date primary key check (isfinite(usage_month) and extract(day from usage_month) = 1),
    ledger_no bigint not null,
    begun_by text not null,
    begun_at timestamptz not null default clock_timestamp()
);

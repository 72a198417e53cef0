-- That no file, or no further one, will come of a landing day on which a source's files are expected, and that this was
-- taken back. Of a source's day the last row holds, for as long as there are as many files as there were.
create table raw.empty_day_declarations (
    ledger_no bigint not null,
    source text not null,
    landing_date date not null check (isfinite(landing_date)),
    state text not null check (state in ('declared', 'withdrawn')),
    files_found integer not null check (files_found >= 0),
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null default clock_timestamp(),
    primary key (ledger_no, source, landing_date)
);

-- Which files of a day are there.
create index loads_by_landing_date on raw.loads (landing_date, source) where landing_date is not null;

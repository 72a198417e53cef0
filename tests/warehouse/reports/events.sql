create table marts.fct_usage_events (
    usage_date date not null,
    local_date date not null,
    provider_id text not null,
    api_id text not null,
    endpoint text not null,
    operation text not null,
    outcome text not null,
    status_code smallint not null,
    client_id text not null,
    agency_id text not null default 'none',
    project_id text not null,
    dealer_id text not null,
    country text not null,
    region text not null,
    city text not null,
    is_listed boolean not null,
    usage_at timestamptz not null,
    usage_hour_at timestamptz not null,
    local_hour_at timestamp not null,
    method text,
    user_key uuid not null,
    age_band text not null default 'unknown',
    gender text not null default 'unknown',
    income_band text not null default 'unknown',
    spend_band text not null default 'unknown',
    ip_key uuid not null,
    latency_us bigint,
    requests integer not null,
    response_bytes bigint not null,
    request_bytes bigint not null,
    latency_us_total bigint not null,
    latency_requests integer not null,
    records_new bigint not null,
    records_changed bigint not null,
    quantity numeric not null,
    load_id bigint not null,
    line_no bigint not null
);
create table marts.dim_users (
    user_key uuid not null,
    client_id text not null,
    user_id text not null,
    is_current boolean not null default true
);
create table marts.dim_ips (ip_key uuid primary key, ip text not null);
create table marts.fct_unknown_ids_daily (
    usage_date date not null,
    kind text not null,
    id text not null,
    client_id text not null,
    is_listed boolean not null,
    requests bigint not null
);
create table marts.fct_days_built (
    usage_date date primary key,
    stored bigint not null,
    counted bigint not null,
    repeated bigint not null,
    built_through_no bigint not null
);
create table marts.fct_loads (
    load_id bigint primary key,
    load_no bigint not null,
    kind text not null,
    source text not null,
    file_name text,
    landing_date date,
    committed_at timestamptz not null,
    load_seconds numeric(12, 3) not null,
    state text not null,
    state_reason text not null,
    replaces_load_id bigint,
    replaced_by_load_id bigint,
    releases_load_id bigint,
    lines bigint not null,
    stored bigint not null,
    repeated_at_load bigint not null,
    quarantined bigint not null,
    released bigint not null default 0,
    ignored bigint not null,
    first_usage_date date,
    last_usage_date date
);
create table marts.fct_location_databases (
    database_edition text primary key,
    database_type text,
    database_built_at timestamptz,
    last_load_no bigint,
    addresses bigint not null,
    located bigint not null
);
create table marts.fct_reconciliation_daily (
    loaded_on date not null,
    source text not null,
    loads bigint not null,
    lines bigint not null,
    ignored bigint not null,
    in_quarantine bigint not null,
    released bigint not null,
    withdrawn bigint not null,
    held bigint not null,
    unbuilt bigint not null,
    repeated bigint not null,
    counted bigint not null
);
create table marts.dim_dealers (
    dealer_id text not null,
    name text,
    code text,
    is_current boolean not null,
    is_deleted boolean not null
);
create table marts.fct_load_quarantine (
    load_id bigint not null,
    reason text not null,
    lines bigint not null,
    released bigint not null,
    waiting bigint not null,
    first_line_no bigint not null,
    detail text not null,
    primary key (load_id, reason)
);

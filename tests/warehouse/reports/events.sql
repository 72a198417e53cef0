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
    ip_key uuid not null,
    latency_us bigint,
    request_bytes bigint,
    response_bytes bigint,
    records_new bigint,
    records_changed bigint,
    quantity numeric,
    load_id bigint not null,
    line_no bigint not null
);
create table marts.dim_users (user_key uuid primary key, client_id text not null, user_id text not null);
create table marts.dim_ips (ip_key uuid primary key, ip text not null);
create table marts.fct_days_built (
    usage_date date primary key,
    stored bigint not null,
    counted bigint not null,
    repeated bigint not null,
    built_through_no bigint not null
);

create table marts.fct_usage_daily as
select
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    sum(requests)::bigint as requests,
    sum(response_bytes)::bigint as response_bytes,
    sum(request_bytes)::bigint as request_bytes,
    sum(latency_us_total)::bigint as latency_us_total,
    sum(latency_requests)::bigint as latency_requests,
    sum(records_new)::bigint as records_new,
    sum(records_changed)::bigint as records_changed,
    sum(quantity) as quantity
from marts.fct_usage_events
group by
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed;

create table marts.fct_usage_hourly as
select
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    usage_hour_at, local_hour_at,
    sum(requests)::bigint as requests,
    sum(response_bytes)::bigint as response_bytes,
    sum(request_bytes)::bigint as request_bytes,
    sum(latency_us_total)::bigint as latency_us_total,
    sum(latency_requests)::bigint as latency_requests,
    sum(records_new)::bigint as records_new,
    sum(records_changed)::bigint as records_changed,
    sum(quantity) as quantity
from marts.fct_usage_events
group by
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    usage_hour_at, local_hour_at;

create table marts.fct_user_usage_daily as
select
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    user_key, age_band, gender, income_band, spend_band,
    sum(requests)::bigint as requests,
    sum(response_bytes)::bigint as response_bytes,
    sum(request_bytes)::bigint as request_bytes,
    sum(latency_us_total)::bigint as latency_us_total,
    sum(latency_requests)::bigint as latency_requests,
    sum(records_new)::bigint as records_new,
    sum(records_changed)::bigint as records_changed,
    sum(quantity) as quantity
from marts.fct_usage_events
group by
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    user_key, age_band, gender, income_band, spend_band;

create table marts.fct_ip_usage_daily as
select
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    ip_key,
    sum(requests)::bigint as requests,
    sum(response_bytes)::bigint as response_bytes,
    sum(request_bytes)::bigint as request_bytes,
    sum(latency_us_total)::bigint as latency_us_total,
    sum(latency_requests)::bigint as latency_requests,
    sum(records_new)::bigint as records_new,
    sum(records_changed)::bigint as records_changed,
    sum(quantity) as quantity
from marts.fct_usage_events
group by
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    ip_key;

create table marts.fct_latency_daily as
select
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    ceil(ln(greatest(latency_us, 1)::float8) / ln(1.05::float8))::smallint as latency_bucket,
    count(*) as requests
from marts.fct_usage_events
where latency_us is not null
group by
    usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, agency_id,
    project_id, dealer_id, country, region, city, is_listed,
    ceil(ln(greatest(latency_us, 1)::float8) / ln(1.05::float8))::smallint;

create table marts.agg_client_usage_daily as
select
    usage_date, local_date, provider_id, client_id, is_listed,
    sum(requests)::bigint as requests,
    sum(response_bytes)::bigint as response_bytes,
    sum(request_bytes)::bigint as request_bytes,
    sum(latency_us_total)::bigint as latency_us_total,
    sum(latency_requests)::bigint as latency_requests,
    sum(records_new)::bigint as records_new,
    sum(records_changed)::bigint as records_changed,
    sum(quantity) as quantity,
    count(*) filter (where outcome = 'success') as successes,
    count(*) filter (where outcome = 'client_error') as client_errors,
    count(*) filter (where outcome = 'server_error') as server_errors
from marts.fct_usage_events
group by usage_date, local_date, provider_id, client_id, is_listed;

create table marts.agg_dealer_usage_daily as
select
    usage_date, local_date, provider_id, client_id, dealer_id, is_listed,
    count(*) as requests,
    coalesce(sum(records_new), 0)::bigint as records_new,
    coalesce(sum(records_changed), 0)::bigint as records_changed,
    (coalesce(sum(records_new), 0) + coalesce(sum(records_changed), 0))::bigint as records_total
from marts.fct_usage_events
group by usage_date, local_date, provider_id, client_id, dealer_id, is_listed;

insert into marts.fct_days_built
select usage_date, count(*) + 1, count(*), 1, 7
from marts.fct_usage_events
group by usage_date;

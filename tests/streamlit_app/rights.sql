create table marts.dim_clients (
    client_id text not null, valid_from timestamptz not null, valid_until timestamptz not null,
    is_current boolean not null, name text not null, time_zone text not null
);
create table marts.fct_rights (
    client_id text not null, subscription_id text not null, feature_id text not null,
    right_from timestamptz not null, right_until timestamptz not null, starts_at timestamptz not null,
    plan_id text not null, feature_name text not null, feature_type text not null, is_visible boolean not null,
    meter_id text not null, is_included boolean, quantity_included numeric, is_unlimited boolean not null, period text,
    time_basis text not null
);
create table marts.fct_feature_levels (
    client_id text not null, subscription_id text not null, feature_id text not null,
    level_from timestamptz not null, level_until timestamptz not null, period_date date, quantity numeric,
    is_enabled boolean, changes bigint not null
);
insert into marts.dim_clients values ('acme', '-infinity', 'infinity', true, 'Acme', 'UTC');
-- s1 from January on; s2 from March until the 20th of it.
insert into marts.fct_rights values
('acme', 's1', 'seats', '2026-01-01Z', 'infinity', '2026-01-01Z', 'basic', 'Seats', 'Limitation', true,
    'none', null, 5, false, null, 'utc'),
('acme', 's1', 'mails', '2026-01-01Z', 'infinity', '2026-01-01Z', 'basic', 'Mails', 'Consumption', true,
    'none', null, 1000, false, 'month', 'utc'),
('acme', 's1', 'probes', '2026-01-01Z', 'infinity', '2026-01-01Z', 'basic', 'Probes', 'Limitation', false,
    'none', null, null, true, null, 'utc'),
('acme', 's1', 'sso', '2026-01-01Z', 'infinity', '2026-01-01Z', 'basic', 'Single sign-on', 'OnOff', true,
    'none', false, null, false, null, 'utc'),
('acme', 's2', 'seats', '2026-03-01Z', '2026-03-20Z', '2026-03-01Z', 'plus', 'Seats', 'Limitation', true,
    'none', null, 2, false, null, 'utc'),
('globex', 's3', 'sso', '2026-01-01Z', 'infinity', '2026-01-01Z', 'basic', 'Single sign-on', 'OnOff', true,
    'none', true, null, false, null, 'utc');
insert into marts.fct_feature_levels values
('acme', 's1', 'seats', '2026-01-05Z', 'infinity', null, 6, null, 1),
('acme', 's1', 'mails', '2026-03-05Z', '2026-04-01Z', '2026-03-01', 250.5, null, 1),
('acme', 's1', 'sso', '2026-03-10Z', 'infinity', null, null, true, 1);

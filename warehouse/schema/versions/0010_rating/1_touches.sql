-- From which month on a load of meters, plans, prices or subscriptions changes what usage costs: those are rated anew.
create table raw.rating_touches (
    load_id bigint primary key references raw.loads (load_id) deferrable initially deferred,
    from_month date not null
);

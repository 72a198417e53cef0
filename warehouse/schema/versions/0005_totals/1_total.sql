-- The sum of counts as a bigint; more than that is an error, as it is on a cast. PostgreSQL's own sum of bigints is a
-- numeric: a state of 60 bytes for each group and measure, and a conversion at its end, a third of a day's facts.
create aggregate intermediate.total(bigint) (
    sfunc = int8pl,
    stype = bigint,
    initcond = '0',
    combinefunc = int8pl,
    parallel = safe
);

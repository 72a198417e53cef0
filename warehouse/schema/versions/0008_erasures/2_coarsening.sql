-- What stays of an erased person's attributes: the least that puts the usage there is into the bands it is in.

-- The lower edge of the band that a value lies in. Spelt as dbt's `payload_number` reads it: anything else is unknown.
create function raw.lower_edge(amount text, edges jsonb) returns numeric
language sql immutable set search_path = pg_catalog as $$
    select case when amount ~ '^-?[0-9]{1,18}(\.[0-9]{1,9})?$' then coalesce(
        (
            select max(band.edge::numeric) from jsonb_array_elements_text(edges) as band (edge)
            where band.edge::numeric <= amount::numeric
        ),
        0
    ) end
$$;

-- The latest year of birth by which a person is in the same bands of age as by their own, in each of the years.
create function raw.coarse_birth_year(birth_year text, years integer[], edges jsonb) returns integer
language sql immutable set search_path = pg_catalog as $$
    select case when birth_year ~ '^-?[0-9]{1,9}$' then coalesce(
        (
            select min(used.year - lower.edge)
            from unnest(years) as used (year)
            cross join lateral (
                select max(band.edge::integer) as edge from jsonb_array_elements_text(edges) as band (edge)
                where band.edge::integer <= used.year - birth_year::integer
            ) as lower
        ),
        -- Below the first edge in every year: born in the last of them is as good.
        (select max(used.year) from unnest(years) as used (year))
    ) end
$$;

-- `years`: the local years that usage names the person in. Without any, no total rests on the attributes.
create function raw.coarse_user(payload jsonb, years integer[], bands jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, raw as $$
    select jsonb_strip_nulls(
        jsonb_build_object(
            'client_id', payload -> 'client_id', 'is_deleted', payload -> 'is_deleted', 'is_erased', true
        ) || case when cardinality(years) = 0 then '{}' else jsonb_build_object(
            'birth_year', coarse_birth_year(payload ->> 'birth_year', years, bands -> 'age'),
            'gender', payload -> 'gender',
            'income', lower_edge(payload ->> 'income', bands -> 'income'),
            'spend', lower_edge(payload ->> 'spend', bands -> 'spend')
        ) end
    )
$$;
revoke all on function raw.lower_edge(text, jsonb) from public;
revoke all on function raw.coarse_birth_year(text, integer[], jsonb) from public;
revoke all on function raw.coarse_user(jsonb, integer[], jsonb) from public;

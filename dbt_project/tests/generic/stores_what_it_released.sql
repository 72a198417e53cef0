{#- Loads that did not store exactly one record for each line they took up of the load whose lines they release. -#}
{% test stores_what_it_released(model, releases) %}

with taken_up as (

    select
        released_in,
        load_id,
        count(*) as lines
    from {{ releases }}
    group by released_in, load_id

)

select
    loads.load_id,
    loads.lines,
    loads.stored,
    taken_up.load_id as of_load_id,
    taken_up.lines as taken_up
from {{ model }} as loads
left join taken_up on loads.load_id = taken_up.released_in
where
    loads.releases_load_id is distinct from taken_up.load_id
    or (loads.releases_load_id is not null and (loads.stored <> taken_up.lines or loads.lines <> taken_up.lines))

{% endtest %}

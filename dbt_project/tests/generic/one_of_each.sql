{#- What is there more than once among the rows that `where` keeps. -#}
{% test one_of_each(model, by, where) %}

select
    {{ by | join(',\n    ') }},
    count(*) as rows_of_it
from {{ model }}
where {{ where }}
group by {{ by | join(', ') }}
having count(*) > 1

{% endtest %}

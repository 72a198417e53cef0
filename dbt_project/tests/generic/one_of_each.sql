{#- What is there more than once among the rows that `among` keeps. -#}
{% test one_of_each(model, by, among) %}

select
    {{ by | join(',\n    ') }},
    count(*) as rows_of_it
from {{ model }}
where {{ among }}
group by {{ by | join(', ') }}
having count(*) > 1

{% endtest %}

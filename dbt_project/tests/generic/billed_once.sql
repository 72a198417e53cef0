{#- Spans of a client in which more than one price charges a meter. -#}
{% test billed_once(model) %}

select
    client_id,
    meter_id,
    span_from,
    count(*) as prices
from {{ model }}
where model <> 'recurring'
group by client_id, meter_id, span_from
having count(*) > 1

{% endtest %}

{#- Stops a run that would rebuild every day since `begin`, only because nobody said which days are meant. -#}
{% macro require_event_time_window() %}
    {% if not execute or var('every_day') or invocation_args_dict.get('event_time_start') %}
        {{ return('') }}
    {% endif %}
    {% set batched = [] %}
    {% for id in selected_resources if id.startswith('model.') %}
        {% if graph.nodes[id].config.incremental_strategy == 'microbatch' %}
            {% do batched.append(graph.nodes[id].name) %}
        {% endif %}
    {% endfor %}
    {% if batched %}
        {% do exceptions.raise_compiler_error(
            'Which days? ' ~ batched | sort | join(', ') ~ ' would be built for every day since ' ~ var('begin')
            ~ '. Give --event-time-start DAY --event-time-end DAY (the end is not included), or, if every day is'
            ~ " meant, --vars '{every_day: true}'."
        ) %}
    {% endif %}
{% endmacro %}


{#-
    Restricts a model's input to the day of its batch, by equality: unlike the range that dbt adds, it reaches every
    table that is joined by `usage_date`, and prunes the ledger's partitions when the query is planned.
-#}
{% macro in_batch(column='usage_date') -%}
    {%- if model.batch -%}
        {{ column }} = {{ day_of(model.batch.event_time_start) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- The UTC day of an instant that dbt gives, as a date literal. -#}
{% macro day_of(instant) -%}
    date '{{ (instant | string)[:10] }}'
{%- endmacro %}

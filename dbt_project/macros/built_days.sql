{#-
    The rows of a model that a data test reads: those of the build's event-time window, else all; of a model by month,
    or a view upon such (meta `months`), those of its months; and all of a model that has neither. So a build tests
    what it built, and `dbt test` without a window is the full sweep.
-#}
{% macro in_built_days(relation) -%}
    {%- set config = node_of(relation).config -%}
    {%- set column = config.event_time -%}
    {%- set first = invocation_args_dict.get('event_time_start') -%}
    {%- set end = invocation_args_dict.get('event_time_end') -%}
    {%- if config.incremental_strategy == 'by_month' or config.get('meta', {}).get('months') -%} {{ in_months() }}
    {%- elif not column or not first -%} true
    {%- elif end -%} {{ column }} >= {{ day_of(first) }} and {{ column }} < {{ day_of(end) }}
    {%- else -%} {{ column }} >= {{ day_of(first) }}
    {%- endif -%}
{%- endmacro %}


{#- The project's node behind a relation that a generic test is given. -#}
{% macro node_of(relation) %}
    {% if execute %}
        {% for node in graph.nodes.values() | selectattr('name', 'equalto', relation.identifier) %}
            {{ return(node) }}
        {% endfor %}
    {% endif %}
    {{ return({'config': {}}) }}
{% endmacro %}

{#-
    Daily tables with `partition_by: month` in their meta have a partition for each month, so that what is read or
    written of some days costs the same whatever lies behind them. The schema's own functions make and tend them.
-#}
{% macro create_partitioned(relation, sql) %}
    {% set has_contract, fresh = config.get('contract').enforced, relation.identifier ~ '__rows' %}
    create temporary view {{ fresh }} as ({{ sql }});
    create table {{ relation }}
    {% if has_contract -%}
        {{ get_assert_columns_equivalent(sql) }}
        {{ get_table_columns_and_constraints() }}
    {%- else -%}
        (like {{ fresh }})
    {%- endif %}
    partition by range ({{ config.get('event_time') }});
    select {{ holder_of_batch(relation) }};
    {% if has_contract -%}
        {% set columns = adapter.dispatch('get_column_names', 'dbt')() %}
        insert into {{ relation }} ({{ columns }}) select {{ columns }} from {{ fresh }};
    {%- else -%}
        insert into {{ relation }} select * from {{ fresh }};
    {%- endif %}
    drop view {{ fresh }}
{% endmacro %}


{#- The table that holds the day of the batch, as a call: the month's partition, or a table that has none itself. -#}
{% macro holder_of_batch(relation) -%}
    partitions.of_day('{{ relation }}'::regclass, {{ day_of(model.batch.event_time_start) }})
{%- endmacro %}


{#- A post-hook for them: statistics that nobody else makes. -#}
{% macro tend_partitions() -%}
    select partitions.tend('{{ this }}'::regclass)
{%- endmacro %}

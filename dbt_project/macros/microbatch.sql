{#-
    Microbatch as this house means it: whatever the day held goes, whatever it holds now comes, in one transaction.
    dbt's own is a merge on Postgres, which keeps the rows of usage that was withdrawn.

    A day of a model is built by one session at a time. The batch's rows are not computed before the lock is held
    (see `postgres__create_table_as`), so the last of several builds has read what the others committed.
-#}
{% macro postgres__get_incremental_microbatch_sql(arg_dict) %}
    {% set target, batch = arg_dict['target_relation'], model.batch %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    {% do run_query(lock_statement(target.schema ~ '.' ~ target.identifier ~ ' ' ~ batch.id)) %}
    {% do run_query(delete_window_statement(target, batch)) %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}


{#- Waits for, and holds until the transaction ends, the lock on a thing that only one session may write. -#}
{% macro lock_statement(thing) -%}
    select pg_advisory_xact_lock(hashtextextended('{{ thing }}', 0))
{%- endmacro %}


{% macro delete_window_statement(target, batch) -%}
    delete from {{ target }}
    where {{ config.get('event_time') }} >= {{ day_of(batch.event_time_start) }}
        and {{ config.get('event_time') }} < {{ day_of(batch.event_time_end) }}
{%- endmacro %}


{#- The rows of a batch are a view until they are inserted: writing them twice would cost more than making them. -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- if temporary and config.get('incremental_strategy') == 'microbatch' -%}
        {{ config.get('sql_header') or '' }}
        {%- if config.get('contract').enforced %} {{ get_assert_columns_equivalent(sql) }} {% endif %}
        create temporary view {{ relation.include(schema=false, database=false) }} as (
            {{ sql }}
        )
    {%- else -%}
        {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {%- endif -%}
{%- endmacro %}

{#-
    Microbatch as this house means it: whatever the day held goes, whatever it holds now comes, in one transaction.
    dbt's own is a merge on Postgres, which keeps the rows of usage that was withdrawn.

    A day of a model is built by one session at a time. The batch's rows are not computed before the lock is held
    (see `postgres__create_table_as`), so the last of several builds has read what the others committed.
-#}
{% macro postgres__get_incremental_microbatch_sql(arg_dict) %}
    {% set target, batch = arg_dict['target_relation'], model.batch %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    {#
        The table's own lock: while it is exchanged for one made anew, or rows go into it, the other waits. And a day
        is read out of its month by a bitmap, each page once: by the index alone it would be a page for each row.
    #}
    {% do run_query(
        lock_statement(target.schema ~ '.' ~ target.identifier ~ ' ' ~ batch.id)
        ~ '; lock table only ' ~ target ~ ' in row exclusive mode; set local enable_indexscan = off'
    ) %}
    {% set holder = run_query('select ' ~ holder_of_batch(target) ~ '::text').rows[0][0] %}
    {% do run_query(delete_window_statement(holder, batch)) %}
    insert into {{ holder }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}


{#- Waits for, and holds until the transaction ends, the lock on a thing that only one session may write. -#}
{% macro lock_statement(thing) -%}
    select pg_advisory_xact_lock(hashtextextended('{{ thing }}', 0))
{%- endmacro %}


{% macro delete_window_statement(target, batch) -%}
    delete from {{ target }}
    where
        {{ config.get('event_time') }} >= {{ day_of(batch.event_time_start) }}
        and {{ config.get('event_time') }} < {{ day_of(batch.event_time_end) }}
{%- endmacro %}


{#- The rows of a batch are a view until they are inserted: writing them twice would cost more than making them. -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- if temporary and config.get('incremental_strategy') == 'microbatch' -%}
        {%- if config.get('contract').enforced and not is_later_batch() %}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif %}
        create temporary view {{ relation.include(schema=false, database=false) }} as (
            {{ sql }}
        )
    {%- elif not temporary and config.get('meta', {}).get('partition_by') == 'month' -%}
        {{ create_partitioned(relation, sql) }}
    {%- else -%}
        {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {%- endif -%}
{%- endmacro %}


{#- Columns are compared with the table and the contract by the first batch of a run: asking takes as long as a day. -#}
{% macro postgres__process_schema_changes(on_schema_change, source_relation, target_relation) %}
    {% if not (config.get('contract').enforced and is_later_batch()) %}
        {{ return(dbt.default__process_schema_changes(on_schema_change, source_relation, target_relation)) }}
    {% endif %}
    {% set columns = [] %}
    {% for column in model.columns.values() %}
        {% do columns.append(api.Column.create(column.name, column.data_type)) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}


{% macro is_later_batch() %}
    {% set first = invocation_args_dict.get('event_time_start') %}
    {{ return(model.batch and first and day_of(model.batch.event_time_start) != day_of(first)) }}
{% endmacro %}

{#-
    The records of the open/close ledger that count, within the build's horizon: those that were put, and those of loads
    that are not voided. Each with its `place` among those of its identity, by ledger number and line, of which the
    first stands; and whether it says what that one says.
-#}
{% macro placed_records(relation, identity) %}
    with records as (

        select * from {{ relation }}
        where {{ within_horizon('ledger_no') }}

    ),

    loads as (

        select * from {{ ref('int_resource_loads') }}

    ),

    final as (

        select
            records.*,
            row_number() over same_identity as place,
            records.content_digest = first_value(records.content_digest) over same_identity as is_same
        from records
        left join loads on records.load_id = loads.load_id
        where records.load_id is null or loads.is_counted
        window same_identity as (
            partition by records.{{ identity | join(', records.') }}
            order by records.ledger_no, records.line_no
        )

    )

    select * from final
{% endmacro %}


{#- What a record says beside who it is, as text: without its identity and its place in the ledger. -#}
{% macro content_of(alias, identity) -%}
    (jsonb_strip_nulls(
        to_jsonb({{ alias }}) - array[
            'ledger_no', 'line_no', 'load_id', 'content_digest', 'place', 'is_same', '{{ identity | join("', '") }}'
        ]
    ))::text
{%- endmacro %}

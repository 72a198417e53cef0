{#- Records of a kind that came under an identity which stands with another content, for a union of all kinds. -#}
{% macro contradictions(kind, identity, record_id) %}
    {%- set placed = ref('int_' ~ kind ~ '_placed') %}
    select
        '{{ kind }}' as kind,
        later.provider_id,
        {{ record_id }} as record_id,
        {{ 'later.state' if 'state' in identity else "'none'" }} as state,
        'sent_again' as reason,
        later.ledger_no,
        later.line_no,
        later.load_id,
        {{ content_of('later', identity) }} as sent,
        {{ content_of('stands', identity) }} as stands
    from {{ placed }} as later
    inner join {{ placed }} as stands
        on
            {% for column in identity -%}
            later.{{ column }} = stands.{{ column }} and
            {% endfor -%}
            stands.place = 1
    where not later.is_same
{%- endmacro %}


{#-
    Ends that say something else of what they end than its beginning said, for the same union: that one holds. `said`
    are the columns that both may have.
-#}
{% macro other_than_its_beginning(kind, id, begin, said) %}
    {%- set placed = ref('int_' ~ kind ~ '_placed') %}
    select
        '{{ kind }}' as kind,
        ends.provider_id,
        ends.{{ id }}::text as record_id,
        ends.state,
        'other_than_its_beginning' as reason,
        ends.ledger_no,
        ends.line_no,
        ends.load_id,
        {{ content_of('ends', ['provider_id', id, 'state', 'happened_at']) }} as sent,
        {{ content_of('begins', ['provider_id', id, 'state', 'happened_at']) }} as stands
    from {{ placed }} as ends
    inner join {{ placed }} as begins
        on
            ends.provider_id = begins.provider_id
            and ends.{{ id }} = begins.{{ id }}
            and ends.state <> begins.state
            and begins.state = '{{ begin }}'
            and begins.place = 1
    where
        ends.place = 1
        and (
            {% for column in said -%}
            {{ 'or ' if not loop.first }}ends.{{ column }} <> coalesce(begins.{{ column }}, ends.{{ column }})
            {% endfor -%}
        )
{%- endmacro %}

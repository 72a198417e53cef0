{#- The numbers of a price that are read out of its record as they stand there. -#}
{% macro price_numbers() %}
    {{ return([
        'package_size', 'package_amount', 'rate_percent', 'fixed_amount', 'free_units', 'event_minimum',
        'event_maximum', 'included', 'discount_percent', 'minimum', 'maximum',
    ]) }}
{% endmacro %}


{#- What a price says, in the order of the type `rating.terms` (the schema's own). -#}
{% macro price_terms() %}
    {{ return([
        'model', 'unit_amount', 'package_size', 'package_amount', 'rate_percent', 'fixed_amount', 'free_events',
        'free_units', 'event_minimum', 'event_maximum', 'tier_lowers', 'tier_uppers', 'tier_units', 'tier_flats',
        'included', 'discount_percent', 'minimum', 'maximum',
    ]) }}
{% endmacro %}


{#- The terms of a row of prices as one value, which the formulas take. -#}
{% macro terms_of(prices) -%}
    row({{ prices }}.{{ price_terms() | join(', ' ~ prices ~ '.') }})::rating.terms
{%- endmacro %}


{#- What no line of a bill reaches, in its currency: a line that does is not billed, but booked as an overflow. -#}
{% macro amount_limit() -%}
    1000000000000000
{%- endmacro %}

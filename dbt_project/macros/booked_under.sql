{#-
    Under which heading metered usage is booked: `rated` where a price charges it, else why it is not billed. `charges`
    and `spans` are joined to the usage from the left.
-#}
{% macro booked_under(usage, charges, spans) -%}
    case
            when {{ usage }}.standing <> 'billable' then {{ usage }}.standing
            when {{ charges }}.price_id is not null then 'rated'
            when {{ spans }}.has_subscription then 'no_price'
            else 'outside_subscription'
        end
{%- endmacro %}


{#- What a rated line is told apart by from the other lines of its client and month, and usage by its heading. -#}
{% macro line_key() %}
    {{ return(['usage_month', 'client_id', 'meter_id', 'subscription_id', 'price_id', 'price_from']) }}
{% endmacro %}


{#-
    One part of a whole that is divided by weights, such that the parts add up to the whole to the last digit: what the
    parts up to this one have together, less what those before it have. `reached` and `weight` are running sums.
-#}
{% macro part_of(whole, weight, reached, all_weights, places=12) -%}
    case
            when {{ all_weights }} = 0 then 0
            when {{ reached }} = {{ all_weights }} then {{ whole }}
            else round({{ whole }} * {{ reached }} / {{ all_weights }}, {{ places }})
        end - case
            when {{ all_weights }} = 0 then 0
            when {{ reached }} - {{ weight }} = {{ all_weights }} then {{ whole }}
            else round({{ whole }} * ({{ reached }} - {{ weight }}) / {{ all_weights }}, {{ places }})
        end
{%- endmacro %}


{#- The part of a line's column that `shares` gives to a project and provider; all of it where there is no share. -#}
{% macro part_of_line(column, places) -%}
    coalesce(
            {{ part_of('lines.' ~ column, 'shares.weight', 'shares.reached', 'shares.all_weights', places) }},
            lines.{{ column }}
        )
{%- endmacro %}


{#- To how many places a quantity is divided: whole events stay whole. -#}
{% macro whole_numbers(whole, all_weights) -%}
    case when {{ whole }} % 1 = 0 and {{ all_weights }} % 1 = 0 then 0 else 12 end
{%- endmacro %}


{#- From when the client's span goes on in which an instant lies; `cuts` is joined to it from the left. -#}
{% macro span_of(instant, cuts) -%}
    coalesce({{ cuts }}.spans_from[nullif(width_bucket({{ instant }}, {{ cuts }}.spans_from), 0)], '-infinity')
{%- endmacro %}


{#- The first instant of a month in a zone. -#}
{% macro month_begins(month, time_zone) -%}
    ({{ month }})::timestamp at time zone {{ time_zone }}
{%- endmacro %}


{#- Seconds since 1970. -#}
{% macro epoch_of(instant) -%}
    extract(epoch from {{ instant }})
{%- endmacro %}


{#- Whether rows of two relations have the same columns. -#}
{% macro agree_in(columns, one, other) -%}
    {%- for column in columns -%}
        {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# A parameter that is another one, for a message. Reads the columns of `int_index__changed_parameters`. #}
{% macro shown_change() -%}
    concat(
        case
            when parameter = 'node' and current_value = 'present' then 'node ' || changed_node || ' is new'
            when parameter = 'node' then 'node ' || changed_node || ' has gone'
            else concat(
                changed_node, ': ', parameter, ' ', coalesce(current_value, 'blank'), ' was ',
                coalesce(published_value, 'blank')
            )
        end,
        case when comparison = 'previous_period' then ' in ' || compared_period else '' end
    )
{%- endmacro %}

{# A value that differs from the published one, for a message. Reads the columns of `int_index__drift`. #}
{% macro shown_revision() -%}
    concat(
        ', ', node_id, ': ',
        case
            when is_other_raw_value
                then
                    coalesce({{ composite_index.shown_double('value') }}, 'no value') || ' was '
                    || coalesce({{ composite_index.shown_double('compared_value') }}, 'no value')
            else
                coalesce({{ composite_index.shown_double('treated_value') }}, 'no treated value') || ' was '
                || coalesce({{ composite_index.shown_double('compared_treated_value') }}, 'no treated value')
                || ' after treatment'
        end
    )
{%- endmacro %}

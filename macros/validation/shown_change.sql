{# A change of a node since it was published, for a message. Reads the columns of `int_index__changed_parameters`. #}
{% macro shown_change() -%}
    case
        when parameter = 'node' and current_value = 'present' then 'node ' || node_id || ' is new'
        when parameter = 'node' then 'node ' || node_id || ' has gone'
        else concat(
            node_id, ': ', parameter, ' ', coalesce(current_value, 'blank'), ' was ', coalesce(published_value, 'blank')
        )
    end
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

{# A yes/no cell; null where it is blank or neither (`typed_cells` tells the two apart). #}
{% macro clean_boolean(column) -%}
    case lower({{ composite_index.clean_text(column) }})
        when 'true' then true
        when 'false' then false
        when 'yes' then true
        when 'no' then false
        when '1' then true
        when '0' then false
    end
{%- endmacro %}

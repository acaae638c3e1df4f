{#
    Why a raw value breaks its rule, for messages and for the quarantine. `rule`: the column with the rule's name. Also
    reads `value_text`, `denominator`, `transformation`, `normalisation`, `value_min`, `value_max`, `value_step`.
#}
{% macro value_reason(rule='rule') -%}
    case {{ rule }}
        when 'missing'
            then 'no value' || case when value_text is null then '' else ' of its denominator ' || denominator end
        when 'duplicate' then 'several rows give it a value'
        when 'unreadable'
            then
                '"' || value_text || '" is no '
                || case when normalisation = 'lookup' then 'category of its lookups' else 'number' end
        when 'untransformable' then value_text || ' has no ' || transformation
        when 'undenominated' then 'its denominator ' || denominator || ' is 0'
        when 'below_minimum' then value_text || ' is below ' || {{ composite_index.shown_double('value_min') }}
        when 'above_maximum' then value_text || ' is above ' || {{ composite_index.shown_double('value_max') }}
        when 'off_step' then value_text || ' is no multiple of ' || {{ composite_index.shown_double('value_step') }}
    end
{%- endmacro %}

{#
    The methods whose weights are worked out from the scores and published in `index_weights`. They are a suggestion: an
    index has them only when its owner copies them into `input_weights` and names the method in `weighting`.
    The variable `suggested_weights` leaves some out; they cost time where units are many.
#}
{% macro suggested_weights() %}
    {{ return(composite_index.variable('suggested_weights')) }}
{% endmacro %}

{#
    The rules for missing children that a framework may name: renormalise (the weights of the others are scaled up),
    require_all (one missing child leaves the parent without a score), zero (a missing child scores 0), share_equally
    (the missing weight goes to the others in equal parts), group_mean (a missing child counts with the mean score of the
    unit's group in the grouping that the parent's imputation_grouping names).
#}
{% macro missing_rules() %}
    {{ return(['renormalise', 'require_all', 'zero', 'share_equally', 'group_mean']) }}
{% endmacro %}

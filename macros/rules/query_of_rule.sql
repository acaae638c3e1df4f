{#
    The rows that break a rule with a query of its own. dbt gives a test only the macros that it finds called by name,
    so this macro calls each by name.
#}
{% macro query_of_rule(rule) %}
{%- if rule.query == 'unknown_input_columns' %}
{{ composite_index.unknown_input_columns(rule.input, rule.misspelt) }}
{%- elif rule.query == 'repeated_cells' %}
{{ composite_index.repeated_cells(rule.cells, rule.partition_by or 'unit_key', rule.suspected_in) }}
{%- elif rule.query == 'differing_row_counts' %}
{{ composite_index.differing_row_counts(rule.published, rule.computed) }}
{%- elif rule.query == 'bounds_out_of_reach' %}
{{ composite_index.bounds_out_of_reach() }}
{%- elif rule.query == 'carried_ranks' %}
{{ composite_index.carried_ranks() }}
{%- elif rule.query == 'cohorts_without_framework' %}
{{ composite_index.cohorts_without_framework() }}
{%- elif rule.query == 'comparisons_of_no_siblings' %}
{{ composite_index.comparisons_of_no_siblings() }}
{%- elif rule.query == 'editions_without_one_index' %}
{{ composite_index.editions_without_one_index() }}
{%- elif rule.query == 'observations_of_absent_units' %}
{{ composite_index.observations_of_absent_units() }}
{%- elif rule.query == 'observations_of_other_cohorts' %}
{{ composite_index.observations_of_other_cohorts() }}
{%- elif rule.query == 'partly_pooled_indicators' %}
{{ composite_index.partly_pooled_indicators() }}
{%- elif rule.query == 'points_apart_from_score' %}
{{ composite_index.points_apart_from_score() }}
{%- elif rule.query == 'repeated_comparisons' %}
{{ composite_index.repeated_comparisons() }}
{%- elif rule.query == 'reversed_periods' %}
{{ composite_index.reversed_periods() }}
{%- elif rule.query == 'similar_units' %}
{{ composite_index.similar_units() }}
{%- elif rule.query == 'strangers_in_cohort_groups' %}
{{ composite_index.strangers_in_cohort_groups() }}
{%- elif rule.query == 'tiers_out_of_order' %}
{{ composite_index.tiers_out_of_order() }}
{%- elif rule.query == 'units_with_garbled_labels' %}
{{ composite_index.units_with_garbled_labels() }}
{%- elif rule.query == 'unaffordable_copeland' %}
{{ composite_index.unaffordable_copeland() }}
{%- elif rule.query == 'undefined_scores' %}
{{ composite_index.undefined_scores() }}
{%- elif rule.query == 'units_without_parent' %}
{{ composite_index.units_without_parent() }}
{%- elif rule.query == 'unknown_accepted_indices' %}
{{ composite_index.unknown_accepted_indices() }}
{%- else %}
{%- do exceptions.raise_compiler_error('The rule ' ~ rule.rule ~ ' names no query that there is: ' ~ rule.query) %}
{%- endif %}
{% endmacro %}

{#
    The columns that partition the large published tables, or none. Spark then reads only the files of the period and
    cohort that a query asks for, and puts these columns last.
#}
{% macro published_partitions() %}
    {{ return(adapter.dispatch('published_partitions', 'composite_index')()) }}
{% endmacro %}

{% macro default__published_partitions() %}
    {{ return(none) }}
{% endmacro %}

{% macro spark__published_partitions() %}
    {{ return(['period', 'cohort_id']) }}
{% endmacro %}

{#
    Per indicator of an edition: skewness, excess kurtosis, whether they pass, and the columns for a winsorising step.

    skewness = sqrt(n (n - 1)) / (n - 2) * sqrt(n) * S3 / S2 ^ 1.5, kurtosis = (n - 1) / ((n - 2) (n - 3)) *
    ((n + 1) (n S4 / S2 ^ 2 - 3) + 6), Sk the sum of the k-th powers of the deviations from the mean. The indicator
    passes if |skewness| < 2 or kurtosis < 3.5, or if they are not defined: few values, or values equal but for noise.
    `relation`: a row per value. Powers are of deviations, because powers of the values themselves would cancel to
    noise.
    Source: JRC/OECD practice as in COINr, check_SkewKurt, with the estimators of type 2 of Joanes and Gill (1998).
#}
{% macro outlier_statistics(relation) -%}
    {%- set variation = 'case when not ' ~ composite_index.is_same('top', 'bottom') ~ ' then s2 end' -%}
    select
        *,
        not coalesce(abs(skewness) >= 2 and kurtosis >= 3.5, false) as passes
    from (
        select
            *,
            sqrt(n * (n - 1)) / nullif(n - 2, 0) * sqrt(n) * s3 / nullif(power({{ variation }}, 1.5), 0) as skewness,
            ((n + 1) * (n * s4 / nullif(power({{ variation }}, 2), 0) - 3) + 6) * (n - 1) / nullif((n - 2) * (n - 3), 0)
                as kurtosis
        from (
            select
                node_key,
                cast(count(*) as {{ composite_index.type_double() }}) as n,
                sum(power(value - mean_value, 2)) as s2,
                sum(power(value - mean_value, 3)) as s3,
                sum(power(value - mean_value, 4)) as s4,
                max(value) as top,
                min(value) as bottom,
                max(case when not {{ composite_index.is_same('value', 'top_value') }} then value end) as next_top,
                min(case when not {{ composite_index.is_same('value', 'bottom_value') }} then value end) as next_bottom,
                sum(case when {{ composite_index.is_same('value', 'top_value') }} then 1 else 0 end) as at_top,
                sum(case when {{ composite_index.is_same('value', 'bottom_value') }} then 1 else 0 end) as at_bottom
            from (
                {{ composite_index.beside_aggregates(relation, ['node_key'], {
                    'mean_value': 'avg(value)', 'top_value': 'max(value)', 'bottom_value': 'min(value)',
                }) }}
            ) as centred
            group by node_key
        ) as moments
    ) as measured
{%- endmacro %}

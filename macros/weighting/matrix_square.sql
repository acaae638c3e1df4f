{#
    The square of a matrix with a row per cell: sum over k of entry(i, k) * entry(k, j).
    `relation`: keys, row_id, col_id, entry. `keys`: the columns that identify a matrix.
    Squaring again and again puts the principal eigenvector in every column, without an iteration that SQL would have to
    stop.
#}
{% macro matrix_square(relation, keys) -%}
    select
        {{ composite_index.qualified('across', keys) }},
        across.row_id,
        down.col_id,
        sum(across.entry * down.entry) as entry
    from {{ relation }} as across
    inner join {{ relation }} as down
        on
            {{ composite_index.same_key('across', 'down', keys) }}
            and across.col_id = down.row_id
    group by
        {{ composite_index.qualified('across', keys) }},
        across.row_id,
        down.col_id
{%- endmacro %}

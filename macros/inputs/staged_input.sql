{#
    A query: the rows of an input from all its relations, with each cell trimmed and cast once.
    `variable`: the variable that names the relations. `columns`: each column and its type, as `typed_cells` reads them.
    `required`: the columns that every relation must have. `filled`: columns whose filled cells the rows name (`filled`).
#}
{% macro staged_input(variable, columns, required, filled=[]) -%}
with

source as (

    {{ composite_index.union_inputs(
        variable,
        optional_columns=columns | reject('in', required) | list,
        required_columns=required,
    ) }}

),

cells as (

    {{ composite_index.read_cells('source', columns, filled) }}

),

typed as (

    {{ composite_index.typed_cells('cells', columns, filled=filled | length > 0) }}

)

select * from typed
{%- endmacro %}

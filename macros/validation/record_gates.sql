{#
    Records the gates' results for the current tables, where the engine runs no Python models.
    `composite-index run` calls this between its two runs of dbt. Only the last record counts (see
    `gate_index__recorded`).
    `rows`: dictionaries with the columns of a gate.
#}
{% macro record_gates(rows) %}
    {% set model = graph.nodes['model.composite_index.gate_index__recorded'] %}
    {% set digest = composite_index.mart_relation('int_index__input_digest') %}
    {% if not digest %}
        {{ exceptions.raise_compiler_error(
            'int_index__input_digest is not built, so the input of the gates is not known. Run composite-index run '
            ~ 'once without --select, --exclude and --selector.') }}
    {% endif %}
    {% set table = composite_index.gate_results(model) %}
    {% do run_query(
        'create table if not exists ' ~ table ~ ' (input_digest ' ~ dbt.type_string() ~ ', run_id ' ~ dbt.type_string()
        ~ ', run_at ' ~ dbt.type_timestamp() ~ ', place ' ~ dbt.type_int() ~ ', suite ' ~ dbt.type_string()
        ~ ', expectation ' ~ dbt.type_string() ~ ', column_name ' ~ dbt.type_string() ~ ', severity '
        ~ dbt.type_string() ~ ', success ' ~ dbt.type_boolean() ~ ', unexpected_count ' ~ dbt.type_int() ~ ', sample '
        ~ dbt.type_string() ~ ', advice ' ~ dbt.type_string() ~ ')' ~ composite_index.commit_statement()) %}
    {% set statement %}
        insert into {{ table }}
        select
            judged.input_digest, '{{ invocation_id }}',
            cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as {{ dbt.type_timestamp() }}), found.*
        from {{ digest }} as judged
        cross join (
            {%- for row in rows %}
            select
                {{ loop.index }} as place,
                {%- for column in ['suite', 'expectation', 'column_name', 'severity'] %}
                {{ composite_index.text_literal(row[column]) }} as {{ column }},
                {%- endfor %}
                {{ 'true' if row.success else 'false' }} as success,
                {{ row.unexpected_count | int }} as unexpected_count,
                {{ composite_index.text_literal(row.sample) }} as sample,
                {{ composite_index.text_literal(row.advice) }} as advice
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as found
        {{ composite_index.commit_statement() }}
    {% endset %}
    {% do run_query(statement) %}
{% endmacro %}

{# The table of recorded results. The first `composite-index run` creates it. `model`: gate_index__recorded. #}
{% macro gate_results(model) %}
    {{ return(api.Relation.create(
        database=model.database, schema=model.schema, identifier='gate_index__results')) }}
{% endmacro %}

{#
    A unit test on Spark, built in steps like the model itself (see table_in_steps): as one query its plan would double
    with each level of a tree. dbt takes this macro from the project that runs; a host uses dbt's own.
#}
{% materialization unit, adapter='spark' %}
    {% set identifier = 'unit_' ~ local_md5(model.unique_id) %}
    {% set actual = this.incorporate(path={'identifier': identifier}, type='table') %}
    {#- dbt puts the given rows before the model's expressions; each of them must begin a line -#}
    {% set query = modules.re.sub('(?m)(^with|^\\),)\\s+((?:--.*\n)*\\w+ as \\($)', '\\1\n\\2', compiled_code) %}
    {% set steps, query = composite_index.steps_of(query, actual) %}
    {% set built = steps + [{'relation': actual, 'query': query}] %}

    {% do composite_index.make_steps(built) %}

    {% set types = {} %}
    {% set quoted = {} %}
    {% for column in adapter.get_columns_in_relation(actual) %}
        {% do types.update({column.name | lower: column.data_type}) %}
        {% do quoted.update({column.name | lower: column.quoted}) %}
    {% endfor %}
    {% set rows = config.get('expected_rows') %}
    {% set names = rows[0].keys() | map('lower') | list if rows else types.keys() | list %}
    {% set expected = config.get('expected_sql') or get_expected_sql(rows, types, quoted) %}
    {% set compared = [] %}
    {% for name in names %}
        {% do compared.append(quoted[name]) %}
    {% endfor %}
    {% call statement('main', fetch_result=True) -%}
        {{ get_unit_test_sql('select * from ' ~ actual, expected, compared) }}
    {%- endcall %}

    {% do composite_index.drop_steps(built) %}
    {{ return({'relations': []}) }}
{% endmaterialization %}

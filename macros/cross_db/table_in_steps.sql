{#
    A table on Spark, built in steps. Spark expands a common table expression at each place that names it. A query that
    is unrolled level by level, or squares a matrix several times, doubles with each step. So an expression becomes a
    table if it is long and named more than once, or carries a comment `-- step`. These tables are dropped once the
    model is built.
#}
{% materialization index_table, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization index_view, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization published_table, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization published_view, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization promotion, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization view_in_batches, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{% materialization table_in_batches, adapter='spark' %}
    {{ return(composite_index.made_in_steps()) }}
{% endmaterialization %}

{# The body of these materialisations. #}
{% macro made_in_steps() %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set old_relation = load_cached_relation(this) %}
    {% if composite_index.is_published(model) and composite_index.keeps_rows(old_relation) %}
        {{ return(composite_index.left_as_it_is(old_relation)) }}
    {% endif %}
    {% set steps, query = composite_index.steps_of(compiled_code, this) %}

    {{ run_hooks(pre_hooks) }}

    {% do composite_index.make_steps(steps) %}
    {% if old_relation %}
        {% do adapter.drop_relation(old_relation) %}
    {% endif %}
    {% call statement('main') -%}
        {{ create_table_as(false, target_relation, query) }}
    {%- endcall %}
    {% do composite_index.drop_steps(steps) %}

    {% do apply_grants(target_relation, config.get('grants'), should_revoke(old_relation, full_refresh_mode=true)) %}
    {% do persist_docs(target_relation, model) %}

    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{# Creates the tables of the steps in order, and replaces any that a failed build left over. #}
{% macro make_steps(steps) %}
    {% do composite_index.drop_steps(steps) %}
    {% for step in steps %}
        {% call statement('step') -%}
            create table {{ step.relation }} {{ file_format_clause() }} as
            {{ step.query }}
        {%- endcall %}
    {% endfor %}
{% endmacro %}

{% macro drop_steps(steps) %}
    {% for step in steps %}
        {% do adapter.drop_relation(step.relation) %}
    {% endfor %}
{% endmacro %}

{#
    The tables that a query is built from, in order, each a dictionary with `relation` and `query`; and the rest of the
    query. It finds expressions by the layout of this package's models, where `name as (` and the closing bracket each
    fill a line. It leaves a query of another layout as it is.
    `relation`: the relation that the query builds.
#}
{% macro steps_of(query, relation) %}
    {% set most_expressions = 12 %}
    {% set expressions = {} %}
    {% for name, text in modules.re.findall('(?ms)^(\\w+) as \\($(.*?)^\\),?$', query) %}
        {% do expressions.update({name: {'text': text, 'uses': 0}}) %}
    {% endfor %}
    {% set rest = modules.re.split('(?m)^\\)$', query) %}
    {% if not expressions or rest | length < 2 %}
        {{ return(([], query)) }}
    {% endif %}
    {% do expressions.update({'': {'text': rest[-1], 'uses': 0}}) %}

    {#- which expressions each one names, and how often it is named -#}
    {% for name, expression in expressions.items() %}
        {% set named = [] %}
        {% for other in modules.re.findall('\\b(?:from|join)\\s+(\\w+)', expression.text)
            if other in expressions and other != name %}
            {% do named.append(other) %}
            {% do expressions[other].update({'uses': expressions[other].uses + 1}) %}
        {% endfor %}
        {% do expression.update({'named': named}) %}
    {% endfor %}

    {% set steps = [] %}
    {% for name, expression in expressions.items() %}
        {#- how many expressions it has once expanded, and which -#}
        {% set lengths = [1] %}
        {% set needed = [] %}
        {% for other in expression.named %}
            {% do lengths.append(expressions[other].length) %}
            {% do needed.extend(expressions[other].needed + [other]) %}
        {% endfor %}
        {% set before = [] %}
        {% for other in needed | unique %}
            {% do before.append(other ~ ' as (' ~ expressions[other].text ~ ')') %}
        {% endfor %}
        {% set text = ('with ' ~ before | join(',\n') ~ '\n' if before else '') ~ expression.text %}
        {% if not name %}
            {{ return((steps, text)) }}
        {% elif expression.uses > 1 and (lengths | sum > most_expressions or '-- step' in expression.text) %}
            {% set step = relation.incorporate(path={'identifier': relation.identifier ~ '__' ~ name}, type='table') %}
            {% do steps.append({'relation': step, 'query': text}) %}
            {% do expression.update({'text': 'select * from ' ~ step, 'length': 1, 'needed': []}) %}
        {% else %}
            {% do expression.update({'length': lengths | sum, 'needed': needed}) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

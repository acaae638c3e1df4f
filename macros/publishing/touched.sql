{#
    What a build recomputes. `all` (the default): every edition. `touched`: the editions whose inputs have changed since they
    were published, and those that depend on them; the rows of the others are taken over from what is published, under the
    keys of this build. The variable `recompute` says which; docs/decisions/0020 says why and when.
#}
{% macro recomputes_touched() %}
    {% set mode = composite_index.variable('recompute') %}
    {% if mode == 'touched' and target.type != 'duckdb' %}
        {{ exceptions.raise_compiler_error(
            "The variable recompute is 'touched', which is for DuckDB; the target is " ~ target.type ~ ". Leave it out.") }}
    {% endif %}
    {% if mode == 'touched' and composite_index.is_quarantining() %}
        {{ exceptions.raise_compiler_error(
            "The variables recompute: touched and on_violation: quarantine do not go together: what is set aside is "
            ~ "listed of all editions. Leave one out.") }}
    {% endif %}
    {{ return(mode == 'touched') }}
{% endmacro %}

{# Whether a model asks which editions are recomputed; a unit test is given none, and there every edition is. #}
{% macro asks_what_is_touched() %}
    {{ return(composite_index.recomputes_touched() and model.resource_type != 'unit_test') }}
{% endmacro %}

{#
    Condition: the edition is recomputed in this build. `edition_key`: the column. True where all is recomputed.
#}
{% macro is_touched(edition_key='edition_key') -%}
    {%- if composite_index.asks_what_is_touched() -%}
        {{ edition_key }} in (
            select touched_editions.edition_key
            from {{ ref('composite_index', 'int_index__editions') }} as touched_editions
            where touched_editions.is_touched
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#
    To be added to the numbers of observations by index and period: less those of editions that are not recomputed, whose
    values are not placed in this build. Nothing where all are.
#}
{% macro less_untouched_observations() -%}
    {%- if composite_index.asks_what_is_touched() -%}
    union all
    select
        index_id,
        period,
        -observations as observations
    from {{ ref('composite_index', 'int_index__editions') }}
    where scenario_id = 'baseline' and not is_touched
    {%- endif -%}
{%- endmacro %}

{#
    The rows of the editions that are not recomputed, as they were published, to be added to the computed ones: `union all`
    and their query, or nothing. `name`: the model, one of `promoted_models`. `keys`: its columns that are keys, which are
    made anew in each build and are those of the same edition, node, unit and group of this one. `in_batches`: whether the
    model is filled for some units after another. `in_full`: whether its rows are points, of which some columns may not be
    stored.
#}
{% macro and_untouched(name, keys, in_batches=false, in_full=false) -%}
    {%- if composite_index.asks_what_is_touched() -%}
    {#- told to dbt when it parses, too -#}
    {%- set current = {} -%}
    {%- for name_of_current in ['editions', 'nodes', 'units', 'member_groups'] -%}
        {%- do current.update({name_of_current: ref('composite_index', 'int_index__' ~ name_of_current)}) -%}
    {%- endfor -%}
    {%- if composite_index.is_running() and composite_index.has_rows('int_index__editions', 'not is_touched') -%}
    {%- set new_keys = {
        'edition_key': 'nodes.edition_key', 'node_key': 'nodes.node_key', 'parent_key': 'nodes.parent_key',
        'unit_key': 'units.unit_key', 'group_key': 'groups.group_key',
    } -%}
    union all by name
    select
        published.* replace (
            {%- for key in keys %}
            {{ new_keys[key] }} as {{ key }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    {%- set before = composite_index.published_before(name) %}
    from {{ '(' ~ composite_index.points_in_full(before) ~ ')' if in_full else before }} as published
    {%- if 'node_key' in keys %}
    inner join (
        {{ composite_index.renumbered(
            'int_index__nodes', current.nodes, 'node_key',
            ['index_id', 'scenario_id', 'period', 'cohort_id', 'node_id'], ['edition_key', 'parent_key']) }}
        where not {{ composite_index.is_touched('current_rows.edition_key') }}
    ) as nodes
        on published.node_key = nodes.published_key
    {%- else %}
    inner join (
        {{ composite_index.renumbered(
            'int_index__editions', current.editions, 'edition_key',
            ['index_id', 'scenario_id', 'period', 'cohort_id']) }}
        where not current_rows.is_touched
    ) as nodes
        on published.edition_key = nodes.published_key
    {%- endif %}
    {%- if 'unit_key' in keys %}
    inner join (
        {{ composite_index.renumbered('int_index__units', current.units, 'unit_key', ['index_id', 'unit_id']) }}
    ) as units
        on published.unit_key = units.published_key
    {%- endif %}
    {%- if 'group_key' in keys %}
    inner join (
        {{ composite_index.renumbered(
            'int_index__member_groups', current.member_groups, 'group_key', ['index_id', 'cohort_id', 'group_id']) }}
    ) as groups
        on published.group_key = groups.published_key
    {%- endif %}
    {%- if in_batches %}
    where {{ composite_index.is_of_batch('units.unit_key') }}
    {%- endif %}
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#
    A query: the key of each row as it was published (`published_key`) and as it is in this build. `name`: the model. `current`:
    its relation. `key`: the key. `columns`: what a row is known by. `more_keys`: other keys of this build's row.
#}
{% macro renumbered(name, current, key, columns, more_keys=[]) -%}
    select
        published_rows.{{ key }} as published_key,
        {{ composite_index.qualified('current_rows', [key] + more_keys) }}
    from {{ composite_index.published_before(name) }} as published_rows
    inner join {{ current }} as current_rows
        on {{ composite_index.same_key('published_rows', 'current_rows', columns) }}
{%- endmacro %}

{#
    What all editions hang on besides the inputs, as one text: the package's models as they are written, and the variables.
    Macros are not in it: dbt does not tell a model of them. Empty while nothing is run.
#}
{% macro build_fingerprint() %}
    {% set texts = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() | sort(attribute='unique_id')
            if node.resource_type == 'model' and node.package_name == 'composite_index' %}
            {% do texts.append(node.name ~ ' ' ~ node.checksum.checksum) %}
        {% endfor %}
    {% endif %}
    {% for name in [
        'score_levels', 'rank_levels', 'more_normalisations', 'more_aggregations', 'max_depth', 'max_winsorised_points',
        'max_consistency_ratio', 'suggested_weights', 'suite_paths',
    ] %}
        {% do texts.append(name ~ ' ' ~ composite_index.variable(name)) %}
    {% endfor %}
    {{ return(local_md5(texts | join('\n'))) }}
{% endmacro %}

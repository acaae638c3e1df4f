{#
    The closing summary of a good build: for each index and period the number of units, nodes and scores and the leaders
    (for the first 20), the gates that ran, and where the tables and docs are.
    `gates`: the rows of `run_gates`. `publication`: the node that published, or none.
#}
{% macro print_summary(gates, publication) %}
    {% set marts = {} %}
    {% for name in ['index_scores', 'index_rankings', 'index_units', 'index_nodes', 'int_index__score_profile'] %}
        {% set relation = composite_index.mart_relation(name) %}
        {% if relation is none %}
            {{ return('') }}
        {% endif %}
        {% do marts.update({name: relation}) %}
    {% endfor %}

    {#- the gate counted them; counting the published rows would take longer than all else here -#}
    {% set sizes = run_query('
        select profile.index_id, profile.period, profile.cohort_id, max(profile.units), count(*),
            sum(profile.scored_units), max(nodes.data_notice)
        from ' ~ marts.int_index__score_profile ~ ' as profile
        inner join (
            select index_id, scenario_id, period, cohort_id, max(data_notice) as data_notice,
                max(period_order) as period_order
            from ' ~ marts.index_nodes ~ "
            group by index_id, scenario_id, period, cohort_id
        ) as nodes
            on profile.index_id = nodes.index_id and profile.scenario_id = nodes.scenario_id
            and profile.period = nodes.period and profile.cohort_id = nodes.cohort_id
        where profile.scenario_id = 'baseline'
        group by profile.index_id, profile.period, profile.cohort_id
        order by profile.index_id, max(nodes.period_order), profile.cohort_id") %}
    {% set leaders = run_query('
        select rankings.index_id, rankings.period, rankings.cohort_id, rankings.rank, rankings.score,
            coalesce(units.label_zh, units.label_en, rankings.unit_id), units.label_en, rankings.tier_id, nodes.round_digits
        from ' ~ marts.index_rankings ~ ' as rankings
        inner join ' ~ marts.index_nodes ~ ' as nodes
            on rankings.index_id = nodes.index_id and rankings.scenario_id = nodes.scenario_id
            and rankings.period = nodes.period and rankings.cohort_id = nodes.cohort_id
            and rankings.node_id = nodes.node_id
        inner join ' ~ marts.index_units ~ " as units
            on rankings.index_id = units.index_id and rankings.unit_id = units.unit_id
        where rankings.scenario_id = 'baseline' and rankings.level = 0
            and rankings.group_id = rankings.cohort_id and rankings.position <= 3
        order by rankings.index_id, rankings.period, rankings.cohort_id, rankings.position") %}

    {#- grouped by edition once, because comparing all rows of many editions takes minutes -#}
    {% set first = {} %}
    {% for leader in leaders %}
        {% do first.setdefault((leader[0], leader[1], leader[2]), []).append(leader) %}
    {% endfor %}

    {% set shown_editions = 20 %}
    {% do print('') %}
    {% for size in sizes.rows[:shown_editions] %}
        {% do print(composite_index.printable(size[0] ~ ' ' ~ size[1] ~ ' ' ~ size[2] ~ ': '
            ~ size[3] ~ ' units, ' ~ size[4] ~ ' nodes, ' ~ size[5] ~ ' scores'
            ~ ('. ' ~ size[6] if size[6] else ''))) %}
        {% set leading = first.get((size[0], size[1], size[2]), []) %}
        {% set shown = composite_index.shown_scores(leading) %}
        {% for leader in leading %}
            {% set label = leader[5] ~ (' ' ~ leader[6] if leader[6] and leader[6] != leader[5] else '') %}
            {% do print(composite_index.printable('  ' ~ leader[3] ~ '  ' ~ label ~ '  ' ~ shown[loop.index0]
                ~ ('  ' ~ leader[7] if leader[7] else ''))) %}
        {% endfor %}
    {% endfor %}

    {% if sizes.rows | length > shown_editions %}
        {% do print('... and ' ~ (sizes.rows | length - shown_editions) ~ ' more indices, periods and cohorts') %}
    {% endif %}

    {% set suites = [] %}
    {% for suite, passed in composite_index.passed_by_suite(gates).items() %}
        {% do suites.append(suite ~ ' ' ~ passed) %}
    {% endfor %}
    {% do print('Gates: ' ~ (suites | join(', ') ~ ' expectations passed' if suites else 'none ran in this selection')) %}
    {% do print('Tables: schema ' ~ composite_index.published_schema() ~ ' in '
        ~ (composite_index.published_place() ~ ', version ' ~ composite_index.version_id() if publication
        else composite_index.warehouse())) %}
    {% do composite_index.print_storage() %}
    {#- a build from files has no project to document -#}
    {% if not env_var('COMPOSITE_INDEX_FILES', '') %}
        {% set docs = 'make docs, or ' if project_name == 'composite_index' else '' %}
        {% do print('Docs: ' ~ docs ~ 'dbt docs generate --static, writes target/static_index.html') %}
    {% endif %}
{% endmacro %}

{#
    The scores of leaders as text: with the digits that the framework declares, else with three digits of the largest,
    plus as many as it takes to tell two ranks apart. `leaders`: rows of rank (3), score (4), digits (8).
#}
{% macro shown_scores(leaders) %}
    {% set declared = leaders | map(attribute=8) | reject('none') | map('int') | list %}
    {% set largest = leaders | map(attribute=4) | map('float') | map('abs') | list | sort | last %}
    {% set ranks = leaders | map(attribute=3) | unique | list | length %}
    {% set found = [] %}
    {% for digits in declared[:1] or range(1, 16) if leaders %}
        {% set shown = [] %}
        {% for leader in leaders %}
            {% do shown.append(('%.' ~ digits ~ 'f') | format(leader[4])) %}
        {% endfor %}
        {% set is_enough = 10.0 ** -digits * 100 <= largest and shown | unique | list | length >= ranks %}
        {% if not found and (declared or largest == 0 or is_enough or loop.last) %}
            {% do found.extend(shown) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

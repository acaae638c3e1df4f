-- Every printed figure is reproduced, except those that the report itself contradicts, and every figure that
-- contradicts one is reproduced. Fails with the figures that are neither, and with unexpected counts.

with

reconciliation as (

    select * from {{ ref('composite_index', 'index_reconciliation') }}

),

citations as (

    select
        contradicted.figure_id,
        citing.figure_id as cited_figure_id,
        citing.status as cited_status
    from reconciliation as contradicted
    inner join reconciliation as citing
        on
            -- a figure id, or the common beginning of several
            ' ' || contradicted.contradicted_by || ' ' like '% ' || citing.figure_id || ' %'
            or citing.figure_id like contradicted.contradicted_by || '.%'
    where contradicted.status = 'contradicted'

),

findings as (

    select
        figure_id,
        status || ': ' || coalesce(explanation, '') as finding
    from reconciliation
    where status <> case when standing = 'contradicted' then 'contradicted' else 'reproduced' end
    union all
    select
        figure_id,
        'contradicted by ' || cited_figure_id || ', which is ' || cited_status as finding
    from citations
    where cited_status <> 'reproduced'
    union all
    select
        reconciliation.figure_id,
        'contradicted by nothing that is printed' as finding
    from reconciliation
    left join citations
        on reconciliation.figure_id = citations.figure_id
    where reconciliation.status = 'contradicted' and citations.figure_id is null
    union all
    select
        'all' as figure_id,
        'reproduced ' || cast(count(case when status = 'reproduced' then 1 end) as {{ dbt.type_string() }})
        || ', contradicted ' || cast(count(case when status = 'contradicted' then 1 end) as {{ dbt.type_string() }})
        || ', of ' || cast(count(*) as {{ dbt.type_string() }}) as finding
    from reconciliation
    having
        count(case when status = 'reproduced' then 1 end) <> 1151
        or count(case when status = 'contradicted' then 1 end) <> 11
        or count(*) <> 1162

)

select * from findings

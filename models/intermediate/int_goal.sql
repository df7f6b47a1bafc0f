-- Goals of the leading documents, known by goal set and number, with or without a table under them. Of a title that is
-- printed in two ways the one that most documents print leads, then the latest. A misprint may give one number, or one
-- title without a number, to goals of two levels: such a goal is nobody's parent that it cannot be.
with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

headings as (
    select * from {{ ref('int_goal_heading') }}
),

reports as (
    select * from {{ ref('reports') }}
),

-- Whoever mentions a goal ten times in a document has mentioned it.
mentions as (
    select distinct
        direction_goal_id as goal_id,
        goal_set,
        'direction' as level,
        direction_goal_number as number,
        direction_goal_title as title,
        direction_goal_title_folded as title_folded,
        cast(null as string) as parent_goal_id,
        cast(null as string) as district_id,
        cast(null as integer) as year,
        document_id,
        year as report_year,
        report
    from indicator_rows
    where direction_goal_id is not null
    union all
    select distinct
        area_goal_id as goal_id,
        goal_set,
        'area' as level,
        area_goal_number as number,
        area_goal_title as title,
        area_goal_title_folded as title_folded,
        direction_goal_id as parent_goal_id,
        cast(null as string) as district_id,
        cast(null as integer) as year,
        document_id,
        year as report_year,
        report
    from indicator_rows
    where area_goal_id is not null
    union all
    select distinct
        council_goal_id as goal_id,
        goal_set,
        'council' as level,
        council_goal_number as number,
        council_goal_title as title,
        council_goal_title_folded as title_folded,
        coalesce(area_goal_id, direction_goal_id) as parent_goal_id,
        district_id,
        year,
        document_id,
        year as report_year,
        report
    from indicator_rows
    where council_goal_id is not null
    union all
    select
        goal_id,
        goal_set,
        level,
        number,
        title,
        title_folded,
        parent_goal_id,
        case when level = 'council' then district_id end as district_id,
        case when level = 'council' then year end as year,
        document_id,
        year as report_year,
        report
    from headings
),

titles as (
    select
        mentions.goal_id,
        mentions.goal_set,
        mentions.level,
        max(mentions.number) as number,
        trim(trailing '.' from min(mentions.title)) as title,
        mentions.title_folded,
        max(mentions.parent_goal_id) as parent_goal_id,
        max(mentions.district_id) as district_id,
        max(mentions.year) as year,
        count(distinct mentions.document_id) as documents,
        max(mentions.report_year * 1000 + reports.place) as latest
    from mentions
    left join reports
        on mentions.report = reports.report
    group by
        mentions.goal_id,
        mentions.goal_set,
        mentions.level,
        mentions.title_folded
),

ranked as (
    select
        *,
        row_number() over (
            partition by goal_id
            order by documents desc, latest desc, title asc nulls last
        ) as choice,
        max(parent_goal_id) over (partition by goal_id) as any_parent_goal_id
    from titles
),

leading_titles as (
    select
        *,
        coalesce(parent_goal_id, any_parent_goal_id) as printed_parent_goal_id
    from ranked
    where choice = 1
),

int_goal as (
    select
        goals.goal_id,
        goals.goal_set,
        goals.level,
        goals.number,
        goals.title,
        goals.title_folded,
        parents.goal_id as parent_goal_id,
        goals.district_id,
        goals.year
    from leading_titles as goals
    left join leading_titles as parents
        on
            goals.printed_parent_goal_id = parents.goal_id
            and goals.goal_set = parents.goal_set
            and (
                (goals.level = 'area' and parents.level = 'direction')
                or (goals.level = 'council' and parents.level in ('direction', 'area'))
            )
)

select * from int_goal

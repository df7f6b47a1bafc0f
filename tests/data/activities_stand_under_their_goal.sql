-- Structural: the goal that an activity or indicator row is joined to is the one that the reader saw above it: the same
-- number of the mål för verksamhetsområdet, the same nämndmål.
-- For whoever changes the reader or a model: rows under another goal would be counted for it.
with headings as (
    select * from {{ ref('int_goal_heading') }}
),

goals_in_document as (
    select distinct
        document_id,
        goal_id,
        area_goal_number,
        case when level = 'council' then title_folded end as council_goal_folded
    from headings
),

-- Each printed nämndmål is folded once.
council_goals as (
    select
        council_goal,
        {{ fold_title('council_goal') }} as council_goal_folded
    from (select distinct council_goal from {{ source('raw', 'activity') }}) as printed
    where council_goal is not null
),

misplaced_activities as (
    select
        activity.document_id,
        activity.source_file,
        activity.page,
        activity.line_start,
        activity.activity as as_printed,
        coalesce(activity.council_goal, activity.area_goal) as goal_as_printed,
        facts.goal_id
    from {{ source('raw', 'activity') }} as activity
    inner join {{ ref('fct_activity') }} as facts
        on
            activity.document_id = facts.document_id
            and activity.row_number = facts.row_number
    left join council_goals
        on activity.council_goal = council_goals.council_goal
    left join goals_in_document
        on
            facts.document_id = goals_in_document.document_id
            and facts.goal_id = goals_in_document.goal_id
    where
        council_goals.council_goal_folded is distinct from goals_in_document.council_goal_folded
        or activity.area_goal is distinct from goals_in_document.area_goal_number
),

-- Indicator rows get their goal from the text above them, headings from their place: both ways end at one goal.
misplaced_rows as (
    select
        indicator_rows.document_id,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.indicator as as_printed,
        coalesce(indicator_rows.council_goal, indicator_rows.area_goal, indicator_rows.direction_goal)
            as goal_as_printed,
        headings.goal_id
    from {{ ref('int_indicator_row') }} as indicator_rows
    inner join headings
        on
            indicator_rows.document_id = headings.document_id
            and indicator_rows.line_start between headings.line_start and coalesce(headings.section_end, 2147483647)
    where indicator_rows.goal_id is distinct from headings.goal_id
)

select
    document_id,
    source_file,
    page,
    line_start,
    as_printed,
    goal_as_printed,
    goal_id
from misplaced_activities
union all
select
    document_id,
    source_file,
    page,
    line_start,
    as_printed,
    goal_as_printed,
    goal_id
from misplaced_rows

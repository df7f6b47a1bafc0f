-- What speaks against a document's goals: a goal called fulfilled while more than half of its indicators miss their
-- årsmål, a goal that is assessed in two ways for one period, a heading of another level than its goal, and a row or an
-- activity whose goal is not the heading that it stands under. Only final outcomes miss, so a spring report contradicts
-- nothing.
with overview as (
    select * from {{ ref('int_goal_overview') }}
),

goal_indicators as (
    select * from {{ ref('int_goal_indicator') }}
    where state = 'missed'
),

all_headings as (
    select * from {{ ref('int_goal_heading') }}
),

headings as (
    select * from all_headings
    where assessment is not null
),

goals as (
    select * from {{ ref('int_goal') }}
),

indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
    where not is_under_its_goal
),

activities as (
    select * from {{ ref('int_activity') }}
    where
        not is_under_its_goal
        and (goal_as_printed is not null or heading_line_start is not null)
),

ranked_misses as (
    select
        *,
        row_number() over (
            partition by goal_id, district_id, period_id
            order by line_start nulls last
        ) as choice
    from goal_indicators
),

fulfilled_despite_misses as (
    select
        'fulfilled_despite_misses' as finding,
        'the goal is called fulfilled, and '
        || case
            when overview.indicators = 1 then 'the only indicator under it misses its årsmål: '
            when overview.indicators_missed = overview.indicators then 'all indicators under it miss their årsmål: '
            else
                cast(overview.indicators_missed as string) || ' of the '
                || cast(overview.indicators as string) || ' indicators under it miss their årsmål: '
        end
        || overview.missed_indicators as explanation,
        overview.district_id,
        overview.period_id,
        overview.goal_id || '/' || overview.district_id || '/' || overview.period_id as place_id,
        overview.document_id,
        overview.source_file,
        cast(null as integer) as page,
        overview.assessment_line as line_start,
        overview.assessment as as_printed,
        ranked_misses.indicator_id as other_place_id,
        ranked_misses.document_id as other_document_id,
        ranked_misses.source_file as other_source_file,
        ranked_misses.page as other_page,
        ranked_misses.line_start as other_line_start,
        ranked_misses.indicator as other_as_printed
    from overview
    inner join ranked_misses
        on
            overview.goal_id = ranked_misses.goal_id
            and overview.district_id = ranked_misses.district_id
            and overview.period_id = ranked_misses.period_id
            and ranked_misses.choice = 1
    where
        overview.assessment_rank = 3
        and 2 * overview.indicators_missed > overview.indicators
),

assessment_differs as (
    select
        'assessment_differs' as finding,
        'the goal ' || overview.goal_id || ' is assessed in another way elsewhere' as explanation,
        headings.district_id,
        headings.period_id,
        headings.document_id || '/' || cast(headings.line_start as string) as place_id,
        headings.document_id,
        headings.source_file,
        cast(null as integer) as page,
        headings.assessment_line as line_start,
        headings.assessment as as_printed,
        overview.goal_id || '/' || overview.period_id as other_place_id,
        overview.document_id as other_document_id,
        overview.source_file as other_source_file,
        cast(null as integer) as other_page,
        overview.assessment_line as other_line_start,
        overview.assessment as other_as_printed
    from headings
    inner join overview
        on
            headings.goal_id = overview.goal_id
            and headings.district_id = overview.district_id
            and headings.period_id = overview.period_id
            and headings.assessment_rank <> overview.assessment_rank
),

-- The goal above by place is another than the reader saw: its heading was held back, or misread.
misplaced as (
    select
        'the row of the table' as what,
        document_id || '/row/' || cast(row_number as string) as place_id,
        indicator as name,
        district_id,
        report_period_id as period_id,
        document_id,
        source_file,
        page,
        line_start,
        goal_as_printed,
        heading_line_start,
        heading_title
    from indicator_rows
    union all
    select
        'the activity' as what,
        document_id || '/activity/' || cast(row_number as string) as place_id,
        activity as name,
        district_id,
        period_id,
        document_id,
        source_file,
        page,
        line_start,
        goal_as_printed,
        heading_line_start,
        heading_title
    from activities
),

goal_not_above as (
    select
        'goal_not_above' as finding,
        case
            when heading_line_start is null then 'no heading is loaded of the goal of ' || what
            else 'the heading above is not of the goal of ' || what
        end
        || ', which has no goal then: ' || name as explanation,
        district_id,
        period_id,
        place_id,
        document_id,
        source_file,
        page,
        line_start,
        left(coalesce(goal_as_printed, '(no goal)'), 200) as as_printed,
        'heading/' || coalesce(cast(heading_line_start as string), 'none') as other_place_id,
        document_id as other_document_id,
        source_file as other_source_file,
        cast(null as integer) as other_page,
        heading_line_start as other_line_start,
        heading_title as other_as_printed
    from misplaced
),

-- One number, or one title without a number, stands at two levels: both are taken for one goal.
goal_level_differs as (
    select
        'goal_level_differs' as finding,
        'the goal ' || headings.goal_id || ' stands at level ' || headings.level || ' here, and is one of level '
        || goals.level as explanation,
        headings.district_id,
        headings.period_id,
        headings.document_id || '/' || cast(headings.line_start as string) as place_id,
        headings.document_id,
        headings.source_file,
        cast(null as integer) as page,
        headings.line_start,
        headings.title as as_printed,
        headings.goal_id as other_place_id,
        cast(null as string) as other_document_id,
        cast(null as string) as other_source_file,
        cast(null as integer) as other_page,
        cast(null as integer) as other_line_start,
        goals.title as other_as_printed
    from all_headings as headings
    inner join goals
        on headings.goal_id = goals.goal_id
    where headings.level <> goals.level
),

int_goal_finding as (
    select * from fulfilled_despite_misses
    union all
    select * from assessment_differs
    union all
    select * from goal_not_above
    union all
    select * from goal_level_differs
)

select * from int_goal_finding

-- Assessments that something speaks against: a goal called fulfilled while more than half of its indicators miss their
-- årsmål, and a goal that is assessed in two ways for one period. Only final outcomes miss, so a spring report
-- contradicts nothing.
with overview as (
    select * from {{ ref('int_goal_overview') }}
),

goal_indicators as (
    select * from {{ ref('int_goal_indicator') }}
    where state = 'missed'
),

headings as (
    select * from {{ ref('int_goal_heading') }}
    where assessment is not null
),

ranked_misses as (
    select
        *,
        row_number() over (
            partition by goal_id, district_id, period_id
            order by line_start
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
                cast(overview.indicators_missed as varchar) || ' of the '
                || cast(overview.indicators as varchar) || ' indicators under it miss their årsmål: '
        end
        || overview.missed_indicators as explanation,
        overview.district_id,
        overview.period_id,
        overview.goal_id || '/' || overview.district_id || '/' || overview.period_id as place_id,
        overview.document_id,
        overview.source_file,
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
        headings.document_id || '/' || cast(headings.line_start as varchar) as place_id,
        headings.document_id,
        headings.source_file,
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

int_goal_finding as (
    select * from fulfilled_despite_misses
    union all
    select * from assessment_differs
)

select * from int_goal_finding

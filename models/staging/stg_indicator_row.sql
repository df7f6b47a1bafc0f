with source as {{ as_part_of_each_use() }} (
    select * from {{ source('raw', 'indicator_row') }}
),

-- Hundreds of thousands of rows repeat some hundred names and goals: each text is worked on once.
printed_names as (
    select distinct indicator
    from source
),

folded_names as (
    select
        indicator,
        {{ fold('indicator') }} as indicator_folded
    from printed_names
),

-- Should the name be new: it is never merged by likeness, six hex digits of the folded name keep it apart.
names as (
    select
        indicator,
        indicator_folded,
        left({{ slug('indicator') }}, 80) || '-' || left(md5(indicator_folded), 6) as new_indicator_id
    from folded_names
),

printed_goals as (
    select direction_goal as goal
    from source
    union
    select area_goal as goal
    from source
    union
    select council_goal as goal
    from source
),

-- Number and title apart: `1.1 I Stockholm …`, `1.2. Stockholm …`, a nämndmål often without number.
numbered_goals as (
    select
        goal,
        {{ goal_number('goal') }} as number,
        {{ goal_title('goal') }} as title
    from printed_goals
    where goal is not null
),

goals as (
    select
        goal,
        number,
        title,
        {{ fold_title('title') }} as title_folded,
        {{ short_slug('title') }} as title_slug
    from numbered_goals
),

printed_periods as (
    select period as printed
    from source
    union
    select previous_outcome_period as printed
    from source
    union
    select other_previous_outcome_period as printed
    from source
),

period_texts as (
    select
        printed,
        {{ tidy('printed') }} as period_text
    from printed_periods
    where printed is not null
),

periods as (
    {{ read_periods('period_texts', 'period_text') }}
),

stg_indicator_row as (
    select
        -- keys
        source.document_id,
        source.row_number,

        -- where it stands
        source.source_file,
        source.page,
        source.line_start,
        source.line_end,

        -- goals as printed, and number and title apart
        source.direction_goal,
        direction_goals.number as direction_goal_number,
        direction_goals.title as direction_goal_title,
        direction_goals.title_folded as direction_goal_title_folded,
        direction_goals.title_slug as direction_goal_title_slug,
        source.area_goal,
        area_goals.number as area_goal_number,
        area_goals.title as area_goal_title,
        area_goals.title_folded as area_goal_title_folded,
        area_goals.title_slug as area_goal_title_slug,
        source.council_goal,
        council_goals.number as council_goal_number,
        council_goals.title as council_goal_title,
        council_goals.title_folded as council_goal_title_folded,
        council_goals.title_slug as council_goal_title_slug,
        source.council_goal is not null as is_council_row,

        -- the indicator as printed
        source.indicator,
        names.indicator_folded,
        names.new_indicator_id,

        -- cells as printed
        source.outcome,
        source.outcome_men,
        source.outcome_women,
        source.previous_outcome,
        source.other_previous_outcome,
        source.forecast,
        source.annual_target,
        source.kf_target,

        -- periods as printed
        period_texts.period_text,
        previous_periods.period_text as previous_period_text,
        other_previous_periods.period_text as other_previous_period_text,
        periods.is_measured_by as frequency,

        -- how it was read
        source.column_evidence,
        source.evidence,
        source.note,
        source.comment
    from source
    inner join names
        on source.indicator = names.indicator
    left join goals as direction_goals
        on source.direction_goal = direction_goals.goal
    left join goals as area_goals
        on source.area_goal = area_goals.goal
    left join goals as council_goals
        on source.council_goal = council_goals.goal
    left join period_texts
        on source.period = period_texts.printed
    left join periods
        on period_texts.period_text = periods.period_text
    left join period_texts as previous_periods
        on source.previous_outcome_period = previous_periods.printed
    left join period_texts as other_previous_periods
        on source.other_previous_outcome_period = other_previous_periods.printed
)

select * from stg_indicator_row

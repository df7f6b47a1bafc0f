with source as (
    select * from {{ source('raw', 'indicator_row') }}
),

stg_indicator_row as (
    select
        -- keys
        document_id,
        row_number,

        -- where it stands
        source_file,
        page,
        line_start,
        line_end,

        -- goals, number and title apart: `1.1 I Stockholm …`, `1.2. Stockholm …`, a nämndmål often without number
        direction_goal,
        {{ goal_number('direction_goal') }} as direction_goal_number,
        {{ goal_title('direction_goal') }} as direction_goal_title,
        area_goal,
        {{ goal_number('area_goal') }} as area_goal_number,
        {{ goal_title('area_goal') }} as area_goal_title,
        council_goal,
        {{ goal_number('council_goal') }} as council_goal_number,
        {{ goal_title('council_goal') }} as council_goal_title,
        council_goal is not null as is_council_row,

        -- the indicator as printed
        indicator,
        {{ fold('indicator') }} as indicator_folded,

        -- cells as printed
        outcome,
        outcome_men,
        outcome_women,
        previous_outcome,
        other_previous_outcome,
        forecast,
        annual_target,
        kf_target,

        -- periods as printed
        {{ tidy('period') }} as period_text,
        {{ tidy('previous_outcome_period') }} as previous_period_text,
        {{ tidy('other_previous_outcome_period') }} as other_previous_period_text,
        {{ frequency(tidy('period')) }} as frequency,

        -- how it was read
        column_evidence,
        evidence,
        note,
        comment
    from source
)

select * from stg_indicator_row

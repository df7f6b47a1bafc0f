with source as (
    select * from {{ source('raw', 'steward_correction') }}
),

stg_steward_correction as (
    select
        -- which cell
        report_id,
        {{ tidy('area_goal_number') }} as area_goal_number,
        council_goal,
        {{ fold_title(goal_title('council_goal')) }} as council_goal_folded,
        indicator,
        {{ fold('indicator') }} as indicator_folded,
        lower({{ trimmed('column_name') }}) as column_name,

        -- from what to what, an empty corrected text withholds the value
        {{ tidy('printed_text') }} as printed_text,
        {{ tidy('corrected_text') }} as corrected_text,

        -- why
        reason,
        decided_from,
        line_number
    from source
)

select * from stg_steward_correction

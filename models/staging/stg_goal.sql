with source as (
    select * from {{ source('raw', 'goal') }}
),

stg_goal as (
    select
        -- where it stands
        document_id,
        source_file,
        line_start,
        line_end,

        -- the goal as printed, number and title apart
        level,
        number,
        title,
        {{ fold_title('title') }} as title_folded,
        parent_number,

        -- what it came to
        assessment,
        {{ assessment_rank('assessment') }} as assessment_rank,
        assessment_line,
        expected_results
    from source
)

select * from stg_goal

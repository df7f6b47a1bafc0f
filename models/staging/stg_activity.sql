with source as (
    select * from {{ source('raw', 'activity') }}
),

stg_activity as (
    select
        -- keys
        document_id,
        row_number,

        -- where it stands
        source_file,
        page,
        line_start,
        line_end,
        area_goal as area_goal_number,
        council_goal as council_goal_title,

        -- the activity as printed
        activity,
        {{ fold('activity') }} as activity_folded,
        deviation,
        comment,

        -- when, both days included; no number of days where a misprint ends it before it starts
        start_date,
        end_date,
        case when end_date >= start_date then {{ days_between('start_date', 'end_date') }} + 1 end as days
    from source
)

select * from stg_activity

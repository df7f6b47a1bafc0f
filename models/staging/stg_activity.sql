with source as {{ as_part_of_each_use() }} (
    select * from {{ source('raw', 'activity') }}
),

-- Councils carry activities from report to report: each text is worked on once.
printed_activities as (
    select distinct activity
    from source
),

folded_activities as (
    select
        activity,
        {{ fold('activity') }} as activity_folded
    from printed_activities
),

activities as (
    select
        activity,
        activity_folded,
        left({{ slug('activity') }}, 60) || '-' || left(md5(activity_folded), 8) as activity_id,
        -- What the same words are told by within a build: the texts are long.
        dense_rank() over (order by activity_folded nulls last) as words_number
    from folded_activities
),

printed_council_goals as (
    select distinct council_goal
    from source
    where council_goal is not null
),

council_goals as (
    select
        council_goal,
        {{ fold_title('council_goal') }} as council_goal_title_folded
    from printed_council_goals
),

stg_activity as (
    select
        -- keys
        source.document_id,
        source.row_number,
        activities.activity_id,

        -- where it stands
        source.source_file,
        source.page,
        source.line_start,
        source.line_end,
        source.area_goal as area_goal_number,
        source.council_goal as council_goal_title,
        council_goals.council_goal_title_folded,

        -- the activity as printed
        source.activity,
        activities.words_number,
        source.deviation,
        source.comment,

        -- when, both days included; no number of days where a misprint ends it before it starts
        source.start_date,
        source.end_date,
        case
            when source.end_date >= source.start_date
                then {{ days_between('source.start_date', 'source.end_date') }} + 1
        end as days
    from source
    inner join activities
        on source.activity = activities.activity
    left join council_goals
        on source.council_goal = council_goals.council_goal
)

select * from stg_activity

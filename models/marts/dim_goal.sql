with goals as (
    select * from {{ ref('int_goal') }}
),

dim_goal as (
    select
        goal_id,
        goal_set,
        level,
        number,
        title,
        parent_goal_id,
        district_id,
        year
    from goals
)

select * from dim_goal

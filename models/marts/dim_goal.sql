with goals as (
    select
        goal_id,
        goal_set,
        level,
        number,
        title,
        parent_goal_id,
        district_id,
        year
    from {{ ref('int_goal') }}
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

select
    goal_id,
    goal_set,
    level,
    number,
    title,
    parent_goal_id,
    district_id,
    year
from dim_goal

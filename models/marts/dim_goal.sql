with goals as (
    select * from {{ ref('int_goal') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

dim_goal as (
    select
        goals.number,
        goals.title,
        goals.level,
        goals.goal_set,
        districts.name as district,
        goals.year,
        goals.goal_id,
        goals.parent_goal_id,
        goals.district_id
    from goals
    left join districts
        on goals.district_id = districts.district_id
)

select * from dim_goal

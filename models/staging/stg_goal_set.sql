with source as (
    select * from {{ ref('goal_sets') }}
),

stg_goal_set as (
    select
        goal_set,
        cast(number as string) as number,
        title,
        {{ fold_title('title') }} as title_folded
    from source
)

select * from stg_goal_set

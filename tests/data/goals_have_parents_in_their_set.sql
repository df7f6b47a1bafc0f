-- Structural: a goal's parent stands one level up in the same goal set.
-- For whoever changes a model: goals of two majorities must never mix.
select
    goal.goal_id,
    goal.title as as_printed,
    goal.parent_goal_id
from {{ ref('dim_goal') }} as goal
inner join {{ ref('dim_goal') }} as parent
    on goal.parent_goal_id = parent.goal_id
where
    goal.goal_set <> parent.goal_set
    or goal.level = 'direction'
    or goal.level = parent.level
    or parent.level = 'council'

-- depends_on: {{ ref('year_trail') }}
-- A kind of report without its columns would be left out of the trail in silence: one row per column that is missing.
with reports as (
    select * from {{ ref('reports') }}
),

wanted as (
    select 'target_' || lower(report) as column_name
    from reports
    union all
    select 'outcome_' || lower(report) as column_name
    from reports
    where states = 'follow_up'
    union all
    select 'outcome_' || lower(report) || '_period_id' as column_name
    from reports
    where states = 'follow_up'
    union all
    -- Once the outcome is final there is nothing to forecast.
    select 'forecast_' || lower(report) as column_name
    from reports
    where
        states = 'follow_up'
        and not is_final
),

present as (
    select column_name
    from information_schema.columns
    where table_name = 'year_trail'
)

select wanted.column_name
from wanted
left join present
    on wanted.column_name = present.column_name
where present.column_name is null

-- Every period that a figure is about, and the year of every document.
with cells as (
    select distinct period_id
    from {{ ref('int_reported_cell') }}
),

documents as (
    select distinct cast(year as varchar) as period_id
    from {{ ref('stg_document') }}
),

period_ids as (
    select period_id
    from cells
    union
    select period_id
    from documents
),

parts as (
    select
        period_id,
        cast(left(period_id, 4) as integer) as year,
        case
            when period_id like '%-T%' then 'tertial'
            when period_id like '%-H%' then 'half_year'
            else 'year'
        end as kind,
        case
            when period_id like '%-T%' then 4 * (cast(right(period_id, 1) as integer) - 1) + 1
            when period_id like '%-H%' then 6 * (cast(right(period_id, 1) as integer) - 1) + 1
            else 1
        end as first_month,
        case
            when period_id like '%-T%' then 4
            when period_id like '%-H%' then 6
            else 12
        end as months
    from period_ids
),

dated as (
    select
        period_id,
        year,
        kind,
        months,
        cast(cast(year as varchar) || '-' || right('0' || cast(first_month as varchar), 2) || '-01' as date) as starts_on
    from parts
),

dim_period as (
    select
        period_id,
        year,
        kind,
        starts_on,
        cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 'months', 'starts_on')) }} as date) as ends_on
    from dated
)

select
    period_id,
    year,
    kind,
    starts_on,
    ends_on
from dim_period

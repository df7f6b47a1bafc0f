-- Every period that a figure is about, the year of every document, and the period that each report itself is about.
with cells as (
    select distinct period_id
    from {{ ref('int_reported_cell') }}
),

documents as (
    select distinct
        period_id,
        year
    from {{ ref('stg_document') }}
),

period_parts as (
    select * from {{ ref('period_parts') }}
),

period_ids as (
    select period_id
    from cells
    union
    select cast(year as string) as period_id
    from documents
    union
    select period_id
    from documents
),

parts as (
    select
        period_id,
        cast(left(period_id, 4) as integer) as year,
        nullif(substr(period_id, 6), '') as part
    from period_ids
),

-- Words that name no known part of a year (`2021-kvartal`) have no days.
with_first_day as (
    select
        parts.period_id,
        parts.year,
        coalesce(period_parts.kind, case when parts.part is null then 'year' else 'other' end) as kind,
        case
            when parts.part is null then make_date(parts.year, 1, 1)
            when period_parts.part is not null then make_date(parts.year, period_parts.first_month, 1)
        end as starts_on,
        coalesce(period_parts.months, 12) as months
    from parts
    left join period_parts
        on parts.part = period_parts.part
),

int_period as (
    select
        period_id,
        year,
        kind,
        starts_on,
        {{ last_day_of_months('starts_on', 'months') }} as ends_on
    from with_first_day
)

select * from int_period

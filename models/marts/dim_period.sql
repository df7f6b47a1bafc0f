with periods as (
    select * from {{ ref('int_period') }}
),

dim_period as (
    select
        period_id,
        year,
        kind,
        starts_on,
        ends_on
    from periods
)

select * from dim_period

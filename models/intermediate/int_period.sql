-- Every period that a figure is about, the year of every document, and the period that each report itself is about.
with cells as (
    select distinct period_id
    from {{ ref('int_reported_cell') }}
),

documents as (
    select distinct
        report,
        year
    from {{ ref('stg_document') }}
),

period_ids as (
    select period_id
    from cells
    union
    select cast(year as varchar) as period_id
    from documents
    union
    select {{ report_period('report', 'year') }} as period_id
    from documents
),

parts as (
    select
        period_id,
        left(period_id, 4) as year,
        right(period_id, 2) as part
    from period_ids
),

int_period as (
    select
        period_id,
        cast(year as integer) as year,
        case
            when part in ('T1', 'T2', 'T3') then 'tertial'
            when part in ('H1', 'H2') then 'half_year'
            else 'year'
        end as kind,
        cast(
            year || case part
                when 'T2' then '-05-01'
                when 'T3' then '-09-01'
                when 'H2' then '-07-01'
                else '-01-01'
            end as date
        ) as starts_on,
        cast(
            year || case part
                when 'T1' then '-04-30'
                when 'T2' then '-08-31'
                when 'H1' then '-06-30'
                else '-12-31'
            end as date
        ) as ends_on
    from parts
)

select * from int_period

-- What each report of a year says, side by side. Nothing is carried over from one report to another. Each kind of report
-- in seeds/reports.csv has its columns here and in the contract; a test names those that are missing.
with reported_values as (
    select * from {{ ref('fct_reported_value') }}
    where
        gender = 'total'
        and column_evidence <> 'ambiguous'
        and not is_withheld
        and kind in ('value', 'ceiling')
        and measure in ('outcome', 'forecast', 'annual_target')
),

reports as (
    select * from {{ ref('reports') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

-- A year-before figure belongs to the year that it is about.
dated as (
    select
        reported_values.indicator_id,
        reported_values.district_id,
        case
            when reported_values.is_previous_column then cast(left(reported_values.period_id, 4) as integer)
            else reported_values.year
        end as year,
        case when reported_values.is_previous_column then 'later' else reported_values.report end as report,
        reported_values.year as report_year,
        reports.place as report_place,
        reported_values.measure,
        reported_values.period_id,
        coalesce(reported_values.value, reported_values.upper) as value,
        reported_values.unit,
        reported_values.is_council_row,
        reported_values.row_number,
        reported_values.reported_value_id
    from reported_values
    inner join reports
        on reported_values.report = reports.report
    where
        not reported_values.is_previous_column
        or reported_values.period_id not like '%-%'
),

ranked as (
    select
        *,
        row_number() over (
            partition by indicator_id, district_id, year, report, measure
            order by
                report_year desc,
                report_place desc,
                is_council_row asc,
                row_number asc,
                reported_value_id asc
        ) as choice
    from dated
),

principal as (
    select * from ranked
    where choice = 1
),

year_trail as (
    select
        principal.indicator_id,
        indicators.name as indicator,
        principal.district_id,
        districts.name as district,
        principal.year,
        max(case when principal.report = 'VP' and principal.measure = 'annual_target' then principal.value end)
            as target_vp,
        max(case when principal.report = 'T1' and principal.measure = 'annual_target' then principal.value end)
            as target_t1,
        max(case when principal.report = 'T1' and principal.measure = 'outcome' then principal.value end) as outcome_t1,
        max(case when principal.report = 'T1' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_t1_period_id,
        max(case when principal.report = 'T1' and principal.measure = 'forecast' then principal.value end)
            as forecast_t1,
        max(case when principal.report = 'T2' and principal.measure = 'annual_target' then principal.value end)
            as target_t2,
        max(case when principal.report = 'T2' and principal.measure = 'outcome' then principal.value end) as outcome_t2,
        max(case when principal.report = 'T2' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_t2_period_id,
        max(case when principal.report = 'T2' and principal.measure = 'forecast' then principal.value end)
            as forecast_t2,
        max(case when principal.report = 'VB' and principal.measure = 'annual_target' then principal.value end)
            as target_vb,
        max(case when principal.report = 'VB' and principal.measure = 'outcome' then principal.value end) as outcome_vb,
        max(case when principal.report = 'VB' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_vb_period_id,
        max(case when principal.report = 'later' and principal.measure = 'outcome' then principal.value end)
            as outcome_in_later_report,
        case when count(distinct coalesce(principal.unit, '')) = 1 then max(principal.unit) end as unit,
        count(distinct coalesce(principal.unit, '')) = 1 as is_one_unit
    from principal
    inner join indicators
        on principal.indicator_id = indicators.indicator_id
    inner join districts
        on principal.district_id = districts.district_id
    group by
        principal.indicator_id,
        indicators.name,
        principal.district_id,
        districts.name,
        principal.year
)

select * from year_trail

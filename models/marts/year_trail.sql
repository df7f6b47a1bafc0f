-- What each report of a year says, side by side. Nothing is carried over from one report to another.
with cells as (
    select
        indicator_id,
        district_id,
        year,
        report,
        measure,
        period_id,
        is_previous_column,
        value,
        upper,
        kind,
        unit,
        is_council_row,
        row_number,
        reported_value_id,
        is_certain,
        is_withheld
    from {{ ref('int_reported_cell') }}
    where gender = 'total'
),

-- A year-before figure belongs to the year that it is about.
dated as (
    select
        indicator_id,
        district_id,
        case when is_previous_column then cast(period_id as integer) else year end as year,
        case when is_previous_column then 'later' else report end as report,
        year as report_year,
        report as printing_report,
        measure,
        period_id,
        coalesce(value, case when kind = 'ceiling' then upper end) as value,
        unit,
        is_council_row,
        row_number,
        reported_value_id
    from cells
    where
        is_certain
        and not is_withheld
        and kind in ('value', 'ceiling')
        and measure in ('outcome', 'forecast', 'annual_target')
        and (not is_previous_column or period_id not like '%-%')
),

ranked as (
    select
        indicator_id,
        district_id,
        year,
        report,
        measure,
        period_id,
        value,
        unit,
        row_number() over (
            partition by indicator_id, district_id, year, report, measure
            order by
                report_year desc,
                {{ report_rank('printing_report') }} desc,
                is_council_row,
                row_number,
                reported_value_id
        ) as choice
    from dated
),

principal as (
    select
        indicator_id,
        district_id,
        year,
        report,
        measure,
        period_id,
        value,
        unit
    from ranked
    where choice = 1
),

indicators as (
    select
        indicator_id,
        name
    from {{ ref('dim_indicator') }}
),

districts as (
    select
        district_id,
        name
    from {{ ref('dim_district') }}
),

trails as (
    select
        indicator_id,
        district_id,
        year,
        max(case when report = 'VP' and measure = 'annual_target' then value end) as target_vp,
        max(case when report = 'T1' and measure = 'annual_target' then value end) as target_t1,
        max(case when report = 'T1' and measure = 'outcome' then value end) as outcome_t1,
        max(case when report = 'T1' and measure = 'outcome' then period_id end) as outcome_t1_period_id,
        max(case when report = 'T1' and measure = 'forecast' then value end) as forecast_t1,
        max(case when report = 'T2' and measure = 'annual_target' then value end) as target_t2,
        max(case when report = 'T2' and measure = 'outcome' then value end) as outcome_t2,
        max(case when report = 'T2' and measure = 'outcome' then period_id end) as outcome_t2_period_id,
        max(case when report = 'T2' and measure = 'forecast' then value end) as forecast_t2,
        max(case when report = 'VB' and measure = 'annual_target' then value end) as target_vb,
        max(case when report = 'VB' and measure = 'outcome' then value end) as outcome_vb,
        max(case when report = 'VB' and measure = 'outcome' then period_id end) as outcome_vb_period_id,
        max(case when report = 'later' and measure = 'outcome' then value end) as outcome_in_later_report,
        case when count(distinct coalesce(unit, '')) = 1 then max(unit) end as unit,
        count(distinct coalesce(unit, '')) = 1 as is_one_unit
    from principal
    group by
        indicator_id,
        district_id,
        year
),

year_trail as (
    select
        trails.indicator_id,
        indicators.name as indicator,
        trails.district_id,
        districts.name as district,
        trails.year,
        trails.target_vp,
        trails.target_t1,
        trails.outcome_t1,
        trails.outcome_t1_period_id,
        trails.forecast_t1,
        trails.target_t2,
        trails.outcome_t2,
        trails.outcome_t2_period_id,
        trails.forecast_t2,
        trails.target_vb,
        trails.outcome_vb,
        trails.outcome_vb_period_id,
        trails.outcome_in_later_report,
        trails.unit,
        trails.is_one_unit
    from trails
    inner join indicators
        on trails.indicator_id = indicators.indicator_id
    inner join districts
        on trails.district_id = districts.district_id
)

select
    indicator_id,
    indicator,
    district_id,
    district,
    year,
    target_vp,
    target_t1,
    outcome_t1,
    outcome_t1_period_id,
    forecast_t1,
    target_t2,
    outcome_t2,
    outcome_t2_period_id,
    forecast_t2,
    target_vb,
    outcome_vb,
    outcome_vb_period_id,
    outcome_in_later_report,
    unit,
    is_one_unit
from year_trail

-- What each report of a year says, side by side. Nothing is carried over from one report to another. An indicator that
-- stands under KF's goal and under a nämndmål has one trail, of the row that most reports print, KF's in a tie: never
-- one row's figure after the other's. Each kind of report in seeds/reports.csv has its columns here and in the
-- contract; a test names those that are missing.
with reported_values as {{ as_part_of_each_use() }} (
    select * from {{ ref('fct_reported_value') }}
    where
        gender = 'total'
        and column_evidence <> 'ambiguous'
        and not is_withheld
        and kind in ('value', 'about', 'ceiling', 'floor')
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
dated as {{ as_part_of_each_use() }} (
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
        coalesce(reported_values.figure_value, reported_values.figure_upper, reported_values.figure_lower) as value,
        reported_values.figure_unit as unit,
        reported_values.row_key,
        reported_values.column_evidence,
        reported_values.row_number,
        reported_values.reported_value_id
    from reported_values
    inner join reports
        on reported_values.report = reports.report
    where
        not reported_values.is_previous_column
        or reported_values.period_id not like '%-%'
),

-- Few stand in more than one row: of these alone the reports are counted.
in_several_rows as (
    select
        indicator_id,
        district_id,
        year
    from dated
    group by
        indicator_id,
        district_id,
        year
    having min(row_key) < max(row_key)
),

row_keys as (
    select
        dated.indicator_id,
        dated.district_id,
        dated.year,
        dated.row_key,
        row_number() over (
            partition by dated.indicator_id, dated.district_id, dated.year
            order by
                count(distinct case when dated.report <> 'later' then dated.report end) desc,
                dated.row_key = 'kf' desc,
                dated.row_key asc nulls last
        ) as choice
    from dated
    inner join in_several_rows
        on
            dated.indicator_id = in_several_rows.indicator_id
            and dated.district_id = in_several_rows.district_id
            and dated.year = in_several_rows.year
    group by
        dated.indicator_id,
        dated.district_id,
        dated.year,
        dated.row_key
),

ranked as (
    select
        dated.*,
        row_keys.row_key is not null as has_other_rows,
        row_number() over (
            partition by dated.indicator_id, dated.district_id, dated.year, dated.report, dated.measure
            order by
                dated.report_year desc,
                dated.report_place desc,
                dated.row_number asc nulls last,
                dated.reported_value_id asc nulls last
        ) as choice
    from dated
    left join row_keys
        on
            dated.indicator_id = row_keys.indicator_id
            and dated.district_id = row_keys.district_id
            and dated.year = row_keys.year
            and row_keys.choice = 1
    where
        row_keys.row_key is null
        or dated.row_key = row_keys.row_key
),

principal as (
    select * from ranked
    where choice = 1
),

trails as (
    select
        principal.indicator_id,
        principal.district_id,
        principal.year,
        max(case when principal.report = 'VP' and principal.measure = 'annual_target' then principal.value end)
            as target_vp,
        max(case when principal.report = 'T1' and principal.measure = 'annual_target' then principal.value end)
            as target_t1,
        max(case when principal.report = 'T1' and principal.measure = 'outcome' then principal.value end) as outcome_t1,
        max(case when principal.report = 'T1' and principal.measure = 'forecast' then principal.value end)
            as forecast_t1,
        max(case when principal.report = 'T2' and principal.measure = 'annual_target' then principal.value end)
            as target_t2,
        max(case when principal.report = 'T2' and principal.measure = 'outcome' then principal.value end) as outcome_t2,
        max(case when principal.report = 'T2' and principal.measure = 'forecast' then principal.value end)
            as forecast_t2,
        max(case when principal.report = 'VB' and principal.measure = 'annual_target' then principal.value end)
            as target_vb,
        max(case when principal.report = 'VB' and principal.measure = 'outcome' then principal.value end) as outcome_vb,
        max(case when principal.report = 'later' and principal.measure = 'outcome' then principal.value end)
            as outcome_in_later_report,
        case
            when min(coalesce(principal.unit, '')) = max(coalesce(principal.unit, '')) then max(principal.unit)
        end as unit,
        min(coalesce(principal.unit, '')) = max(coalesce(principal.unit, '')) as is_one_unit,
        max(case when principal.report = 'T1' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_t1_period_id,
        max(case when principal.report = 'T2' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_t2_period_id,
        max(case when principal.report = 'VB' and principal.measure = 'outcome' then principal.period_id end)
            as outcome_vb_period_id,
        max(principal.row_key) as row_key,
        bool_or(principal.column_evidence = 'corrected') as has_corrections,
        bool_or(principal.has_other_rows) as has_other_rows
    from principal
    group by
        principal.indicator_id,
        principal.district_id,
        principal.year
),

-- With all columns of a trail as they are: a kind of report has its own in one place.
year_trail as (
    select
        indicators.name as indicator,
        districts.name as district,
        indicators.subject,
        indicators.subject_id,
        trails.*
    from trails
    inner join indicators
        on trails.indicator_id = indicators.indicator_id
    inner join districts
        on trails.district_id = districts.district_id
)

select * from year_trail

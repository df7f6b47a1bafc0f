-- One row per indicator, council and year, as district_comparison, with the state of each figure and where it is printed.
with year_cells as (
    select
        cells.*,
        periods.year as about
    from marts.fct_reported_value as cells
    inner join marts.dim_period as periods using (period_id)
    where cells.gender = 'total'
),

-- what is printed where a number is missing
said as (
    select
        indicator_id,
        district_id,
        about,
        bool_or(is_withheld) filter (where measure = 'outcome' and period_id = about::varchar) as outcome_withheld,
        bool_or(is_withheld) filter (where measure = 'annual_target') as target_withheld,
        max(as_printed) filter (
            where measure = 'outcome' and period_id = about::varchar and kind <> 'value' and column_evidence <> 'ambiguous'
        ) as outcome_words
    from year_cells
    group by all
),

-- the latest outcome of a part of the year
interim as (
    select
        figures.indicator_id,
        figures.district_id,
        periods.year,
        max_by(figures.outcome, periods.ends_on) as value,
        max_by(figures.outcome_unit, periods.ends_on) as unit,
        max_by(figures.period_id, periods.ends_on) as period_id,
        max_by(figures.outcome_reported_value_id, periods.ends_on) as reported_value_id
    from marts.fct_indicator as figures
    inner join marts.dim_period as periods using (period_id)
    where figures.gender = 'total' and periods.kind <> 'year' and figures.outcome is not null
    group by all
),

-- outcomes of a part of the year that can be read in several ways: the year has none yet, and neither does that part
unsure as (
    select distinct
        figures.indicator_id,
        figures.district_id,
        periods.year
    from marts.fct_indicator as figures
    inner join marts.dim_period as periods using (period_id)
    where
        figures.gender = 'total'
        and periods.kind <> 'year'
        and list_contains(string_split(figures.undecided_measures, ', '), 'outcome')
),

loaded as (
    select
        district_id,
        year,
        bool_or(report = 'VB') as has_annual_report
    from marts.coverage
    where loaded
    group by all
),

figures as (
    select *
    from marts.fct_indicator
    where gender = 'total' and period_id not like '%-%'
)

select
    c.indicator_id,
    c.indicator,
    c.district_id,
    c.district,
    c.year,
    coalesce(subjects.name, '') as subject,
    coalesce(subjects.subject_id, '') as subject_id,
    coalesce(subjects.sort_order, 99) as subject_order,
    c.desired_direction,
    coalesce(c.unit, c.outcome_unit, c.annual_target_unit) as unit,
    c.outcome,
    c.outcome_unit,
    c.is_final,
    case
        when c.outcome is not null then 'value'
        when list_contains(string_split(f.undecided_measures, ', '), 'outcome') then 'ambiguous'
        when said.outcome_withheld then 'withheld'
        when said.outcome_words is not null then 'in_words'
        when interim.value is not null then 'interim'
        when unsure.year is not null then 'ambiguous'
        when loaded.has_annual_report then 'not_printed'
        else 'not_yet'
    end as outcome_state,
    coalesce(outcome_cell.as_printed, interim_cell.as_printed, said.outcome_words) as outcome_print,
    interim.value as interim,
    interim.unit as interim_unit,
    interim.period_id as interim_period,
    c.annual_target,
    c.annual_target_lower,
    c.annual_target_upper,
    c.annual_target_kind,
    c.annual_target_unit,
    case
        when coalesce(c.annual_target, c.annual_target_lower, c.annual_target_upper) is not null then 'value'
        when list_contains(string_split(f.undecided_measures, ', '), 'annual_target') then 'ambiguous'
        when said.target_withheld then 'withheld'
        when c.annual_target_as_printed is not null then 'in_words'
        when loaded.district_id is not null then 'not_printed'
        else 'not_yet'
    end as annual_target_state,
    c.annual_target_as_printed as annual_target_print,
    case when kf.scope = 'council' then c.kf_target end as kf_target,
    case when kf.scope = 'council' and c.kf_target is not null then kf.lower end as kf_target_lower,
    case when kf.scope = 'council' and c.kf_target is not null then kf.upper end as kf_target_upper,
    kf.kind as kf_target_kind,
    kf.unit as kf_target_unit,
    case
        when kf.scope = 'council' and c.kf_target is not null then 'value'
        when kf.column_evidence = 'ambiguous' and kf.kind is null then 'ambiguous'
        when kf.as_printed is not null then 'in_words'
        when loaded.district_id is not null then 'not_printed'
        else 'not_yet'
    end as kf_target_state,
    kf.scope as kf_target_scope,
    kf.as_printed as kf_target_print,
    c.target_met,
    c.shortfall,
    c.shortfall_percent,
    c.rank,
    c.districts,
    c.median_outcome,
    c.reason,
    c.goal_id,
    coalesce(outcome_cell.document_id, interim_cell.document_id, f.document_id, c.document_id) as outcome_document_id,
    coalesce(outcome_cell.row_number, interim_cell.row_number, f.row_number) as outcome_row,
    coalesce(outcome_cell.page, interim_cell.page, c.page) as outcome_page,
    coalesce(outcome_cell.line_start, interim_cell.line_start, c.line_start) as outcome_line,
    coalesce(target_cell.document_id, f.document_id, c.document_id) as annual_target_document_id,
    coalesce(target_cell.row_number, f.row_number) as annual_target_row,
    coalesce(target_cell.page, c.page) as annual_target_page,
    coalesce(target_cell.line_start, c.line_start) as annual_target_line,
    kf.document_id as kf_target_document_id,
    kf.row_number as kf_target_row,
    kf.page as kf_target_page,
    kf.line_start as kf_target_line
from marts.district_comparison as c
left join figures as f
    on c.indicator_id = f.indicator_id and c.district_id = f.district_id and c.year::varchar = f.period_id
left join marts.dim_kf_target as kf on c.indicator_id = kf.indicator_id and c.year = kf.year
left join said on c.indicator_id = said.indicator_id and c.district_id = said.district_id and c.year = said.about
left join interim
    on c.indicator_id = interim.indicator_id and c.district_id = interim.district_id and c.year = interim.year
left join unsure
    on c.indicator_id = unsure.indicator_id and c.district_id = unsure.district_id and c.year = unsure.year
left join loaded on c.district_id = loaded.district_id and c.year = loaded.year
left join marts.dim_subject as subjects on c.subject_id = subjects.subject_id
left join marts.fct_reported_value as outcome_cell on f.outcome_reported_value_id = outcome_cell.reported_value_id
left join marts.fct_reported_value as target_cell on f.annual_target_reported_value_id = target_cell.reported_value_id
left join marts.fct_reported_value as interim_cell
    on c.outcome is null and interim.reported_value_id = interim_cell.reported_value_id
order by c.district_id, c.year, c.indicator_id

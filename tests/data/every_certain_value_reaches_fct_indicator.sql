-- Structural: a certain number has its row in fct_indicator, with a number of that measure in it.
-- For whoever changes a model.
select
    reported.document_id,
    reported.source_file,
    reported.page,
    reported.line_start,
    reported.column_name,
    reported.as_printed,
    reported.indicator_id,
    reported.district_id,
    reported.period_id,
    reported.gender
from {{ ref('fct_reported_value') }} as reported
left join {{ ref('fct_indicator') }} as figures
    on
        reported.indicator_id = figures.indicator_id
        and reported.district_id = figures.district_id
        and reported.period_id = figures.period_id
        and reported.gender = figures.gender
where
    reported.column_evidence <> 'ambiguous'
    and not reported.is_withheld
    and reported.kind in ('value', 'about', 'band', 'range', 'ceiling', 'floor')
    and (
        figures.indicator_id is null
        or (reported.measure = 'outcome' and figures.outcome_reported_value_id is null)
        or (reported.measure = 'forecast' and figures.forecast_reported_value_id is null)
        or (reported.measure = 'annual_target' and figures.annual_target_reported_value_id is null)
        or (reported.measure = 'kf_target' and figures.kf_target_id is null)
    )

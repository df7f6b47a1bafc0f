-- Structural: a figure that some readings of an ambiguous row hold and others do not is either known from elsewhere, or
-- fct_indicator says that it is missing and why. For whoever changes a model: nothing disappears.
select
    undecided.document_id,
    undecided.source_file,
    undecided.page,
    undecided.line_start,
    undecided.indicator_id,
    undecided.district_id,
    undecided.period_id,
    undecided.gender,
    undecided.measure
from {{ ref('int_undecided_figure') }} as undecided
left join {{ ref('fct_indicator') }} as figures
    on
        undecided.indicator_id = figures.indicator_id
        and undecided.district_id = figures.district_id
        and undecided.period_id = figures.period_id
        and undecided.gender = figures.gender
where
    figures.indicator_id is null
    or (
        coalesce(figures.undecided_measures, '') not like '%' || undecided.measure || '%'
        and case undecided.measure
            when 'outcome' then figures.outcome_reported_value_id
            when 'forecast' then figures.forecast_reported_value_id
            when 'annual_target' then figures.annual_target_reported_value_id
            else figures.kf_target_id
        end is null
    )

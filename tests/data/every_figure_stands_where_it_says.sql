-- Structural: each number of fct_indicator is the number printed at the place that it names, and that place is certain.
-- For whoever changes a model: an ambiguous or withheld cell must never become a figure.
with figures as (
    select
        outcome_reported_value_id as reported_value_id,
        'outcome' as measure,
        outcome as figure,
        indicator_id,
        district_id,
        period_id,
        gender
    from {{ ref('fct_indicator') }}
    where outcome is not null
    union all
    select
        forecast_reported_value_id as reported_value_id,
        'forecast' as measure,
        forecast as figure,
        indicator_id,
        district_id,
        period_id,
        gender
    from {{ ref('fct_indicator') }}
    where forecast is not null
    union all
    select
        annual_target_reported_value_id as reported_value_id,
        'annual_target' as measure,
        annual_target as figure,
        indicator_id,
        district_id,
        period_id,
        gender
    from {{ ref('fct_indicator') }}
    where annual_target is not null
)

select
    reported.document_id,
    reported.source_file,
    reported.page,
    reported.line_start,
    reported.as_printed,
    figures.reported_value_id,
    figures.measure,
    figures.figure
from figures
left join {{ ref('fct_reported_value') }} as reported
    on figures.reported_value_id = reported.reported_value_id
where
    reported.reported_value_id is null
    or reported.column_evidence = 'ambiguous'
    or reported.is_withheld
    or reported.measure <> figures.measure
    or reported.indicator_id <> figures.indicator_id
    or reported.district_id <> figures.district_id
    or reported.period_id <> figures.period_id
    or reported.gender <> figures.gender
    or coalesce(reported.value, reported.upper) is distinct from figures.figure

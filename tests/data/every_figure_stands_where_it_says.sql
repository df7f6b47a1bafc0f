-- Structural: each number of fct_indicator is the number printed at the place that it names, and that place is certain.
-- For whoever changes a model: an ambiguous or withheld cell must never become a figure. A figure in another unit than
-- the print's is the print's by a power of ten; the powers are said here again, for a test vouches for nothing by
-- itself.
with figures as (
    select
        outcome_reported_value_id as reported_value_id,
        'outcome' as measure,
        outcome as figure,
        outcome_unit as figure_unit,
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
        forecast_unit as figure_unit,
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
        annual_target_unit as figure_unit,
        indicator_id,
        district_id,
        period_id,
        gender
    from {{ ref('fct_indicator') }}
    where annual_target is not null
),

powers as (
    select
        'MWh' as printed,
        'GWh' as published,
        0.001 as factor
    union all
    select
        'kWh' as printed,
        'GWh' as published,
        0.000001 as factor
    union all
    select
        'tkr' as printed,
        'mnkr' as published,
        0.001 as factor
    union all
    select
        'kr' as printed,
        'mnkr' as published,
        0.000001 as factor
    union all
    select
        'kg' as printed,
        'ton' as published,
        0.001 as factor
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
left join powers
    on
        reported.unit = powers.printed
        and figures.figure_unit = powers.published
where
    reported.reported_value_id is null
    or reported.column_evidence = 'ambiguous'
    or reported.is_withheld
    or reported.measure <> figures.measure
    or reported.indicator_id <> figures.indicator_id
    or reported.district_id <> figures.district_id
    or reported.period_id <> figures.period_id
    or reported.gender <> figures.gender
    or (
        reported.unit is not distinct from figures.figure_unit
        and coalesce(reported.value, reported.upper, reported.lower) is distinct from figures.figure
    )
    or (
        reported.unit is distinct from figures.figure_unit
        and round(coalesce(reported.value, reported.upper, reported.lower) * powers.factor, 9)
        is distinct from figures.figure
    )

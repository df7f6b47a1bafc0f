-- From the first final outcome of a council to its last, and what stands between the two: figures that a merger,
-- another unit, another name or another instrument parts are shown, and said to be parted.
with figures as (
    select * from {{ ref('fct_indicator') }}
    where
        gender = 'total'
        and is_final
        and outcome is not null
),

comparisons as (
    select * from {{ ref('district_comparison') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

-- The name under which the row of the figure is printed.
printed_rows as (
    select * from {{ ref('int_indicator_row') }}
),

instrument_changes as (
    select * from {{ ref('indicator_breaks') }}
),

years as (
    select
        comparisons.indicator_id,
        comparisons.indicator,
        comparisons.district_id,
        comparisons.district,
        comparisons.subject_id,
        comparisons.subject,
        comparisons.desired_direction,
        comparisons.year,
        comparisons.outcome,
        comparisons.outcome_unit,
        comparisons.existed_at_year_end,
        comparisons.column_evidence,
        comparisons.source_file,
        comparisons.line_start,
        printed_rows.indicator_folded as printed_name
    from comparisons
    inner join figures
        on
            comparisons.indicator_id = figures.indicator_id
            and comparisons.district_id = figures.district_id
            and cast(comparisons.year as string) = figures.period_id
    left join printed_rows
        on
            figures.document_id = printed_rows.document_id
            and figures.row_number = printed_rows.row_number
),

spans as (
    select
        indicator_id,
        indicator,
        district_id,
        district,
        subject_id,
        subject,
        desired_direction,
        cast(count(*) as integer) as years,
        min(year) as first_year,
        max(year) as last_year,
        {{ value_at_min('outcome', 'year') }} as first_outcome,
        {{ value_at_max('outcome', 'year') }} as last_outcome,
        {{ value_at_min('source_file', 'year') }} as first_source_file,
        {{ value_at_min('line_start', 'year') }} as first_line_start,
        {{ value_at_max('source_file', 'year') }} as last_source_file,
        {{ value_at_max('line_start', 'year') }} as last_line_start,
        {{ value_at_max("coalesce(outcome_unit, '')", 'year') }} as last_unit,
        count(distinct coalesce(outcome_unit, '')) as units,
        count(distinct printed_name) as names,
        bool_and(existed_at_year_end) as always_existed,
        bool_or(column_evidence = 'corrected') as has_corrections
    from years
    group by
        indicator_id,
        indicator,
        district_id,
        district,
        subject_id,
        subject,
        desired_direction
),

instruments as (
    select
        spans.indicator_id,
        spans.district_id,
        {{ joined(
            "'another instrument since ' || cast(instrument_changes.year as string) || ': ' || instrument_changes.reason",
            '; ',
            'instrument_changes.year nulls last'
        ) }} as changes
    from spans
    inner join instrument_changes
        on
            spans.indicator_id = instrument_changes.indicator_id
            and spans.first_year < instrument_changes.year
            and spans.last_year >= instrument_changes.year
    group by
        spans.indicator_id,
        spans.district_id
),

with_breaks as (
    select
        spans.*,
        case when spans.units = 1 then {{ difference('spans.last_outcome', 'spans.first_outcome') }} end as change,
        nullif(
            concat_ws(
                '; ',
                case
                    when not spans.always_existed
                        then
                            'merger: the council exists from ' || cast(districts.valid_from as string)
                            || coalesce(' to ' || cast(districts.valid_to as string), '')
                end,
                case when spans.units > 1 then 'the outcomes are printed in several units' end,
                case when spans.names > 1 then 'the indicator is printed under several names' end,
                instruments.changes
            ),
            ''
        ) as breaks
    from spans
    inner join districts
        on spans.district_id = districts.district_id
    left join instruments
        on
            spans.indicator_id = instruments.indicator_id
            and spans.district_id = instruments.district_id
),

indicator_trend as (
    select
        indicator,
        district,
        first_outcome,
        last_outcome,
        change,
        case when units = 1 then nullif(last_unit, '') end as unit,
        first_year,
        last_year,
        case
            when years = 1 or change is null then 'unknown'
            when change = 0 then 'unchanged'
            when desired_direction = 'higher' then case when change > 0 then 'better' else 'worse' end
            when desired_direction = 'lower' then case when change < 0 then 'better' else 'worse' end
            else 'unknown'
        end as development,
        breaks,
        years,
        desired_direction,
        subject,
        has_corrections,
        indicator_id,
        district_id,
        subject_id,
        first_source_file,
        last_source_file,
        first_line_start,
        last_line_start
    from with_breaks
)

select * from indicator_trend

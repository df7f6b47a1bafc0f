with figures as (
    select * from {{ ref('fct_indicator') }}
    where
        outcome is not null
        or undecided_measures like '%outcome%'
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

men as (
    select * from figures
    where gender = 'men'
),

women as (
    select * from figures
    where gender = 'women'
),

totals as (
    select * from figures
    where gender = 'total'
),

pairs as (
    select
        men.*,
        women.outcome as women,
        women.outcome_unit as women_unit,
        women.undecided_measures as women_undecided_measures,
        women.column_evidence as women_evidence,
        totals.outcome as total,
        totals.outcome_unit as total_unit,
        {{ same_unit('men.outcome_unit', 'women.outcome_unit') }} as is_one_unit,
        {{ gender_note(
            'totals.outcome', 'men.outcome', 'women.outcome',
            'least(totals.outcome_decimals, men.outcome_decimals, women.outcome_decimals)'
        ) }} as gender_note
    from men
    inner join women
        on
            men.indicator_id = women.indicator_id
            and men.district_id = women.district_id
            and men.period_id = women.period_id
    left join totals
        on
            men.indicator_id = totals.indicator_id
            and men.district_id = totals.district_id
            and men.period_id = totals.period_id
            and totals.outcome is not null
),

gender_gap as (
    select
        indicators.name as indicator,
        districts.name as district,
        pairs.outcome as men,
        pairs.women,
        case when pairs.is_one_unit then {{ difference('pairs.women', 'pairs.outcome') }} end as gap,
        case when pairs.is_one_unit then pairs.outcome_unit end as unit,
        pairs.total,
        pairs.period_id,
        case
            when pairs.outcome is null or pairs.women is null then 'unknown'
            when not pairs.is_one_unit then 'unknown'
            -- parts of a whole and counts of persons are no rates: more of them is not worse
            when indicators.measure_kind = 'count' or pairs.gender_note like '%parts%' then 'unknown'
            when pairs.women = pairs.outcome then 'neither'
            when indicators.desired_direction = 'higher' and pairs.women < pairs.outcome then 'women'
            when indicators.desired_direction = 'higher' then 'men'
            when indicators.desired_direction = 'lower' and pairs.women > pairs.outcome then 'women'
            when indicators.desired_direction = 'lower' then 'men'
            else 'unknown'
        end as worse_for,
        case
            when pairs.outcome is null or pairs.women is null
                then {{ undecided_reason("coalesce(pairs.undecided_measures, pairs.women_undecided_measures)") }}
            when not pairs.is_one_unit then 'men and women are printed in different units'
            when pairs.total is null then null
            when not ({{ same_unit('pairs.outcome_unit', 'pairs.total_unit') }})
                then 'the total is printed in another unit'
            else pairs.gender_note
        end as note,
        indicators.desired_direction,
        indicators.subject,
        periods.year,
        pairs.outcome_report,
        pairs.outcome_report_year,
        pairs.is_final,
        case
            when 'ambiguous' in (pairs.column_evidence, pairs.women_evidence) then 'ambiguous'
            when 'corrected' in (pairs.column_evidence, pairs.women_evidence) then 'corrected'
            else pairs.column_evidence
        end as column_evidence,
        pairs.indicator_id,
        pairs.district_id,
        indicators.subject_id,
        pairs.document_id,
        pairs.source_file,
        pairs.page,
        pairs.line_start
    from pairs
    inner join indicators
        on pairs.indicator_id = indicators.indicator_id
    inner join districts
        on pairs.district_id = districts.district_id
    inner join periods
        on pairs.period_id = periods.period_id
)

select * from gender_gap

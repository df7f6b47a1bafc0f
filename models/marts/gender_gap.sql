with figures as (
    select * from {{ ref('fct_indicator') }}
    where outcome is not null
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
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

gender_gap as (
    select
        men.indicator_id,
        indicators.name as indicator,
        men.district_id,
        districts.name as district,
        men.period_id,
        men.outcome as men,
        women.outcome as women,
        totals.outcome as total,
        case
            when {{ same_unit('men.outcome_unit', 'women.outcome_unit') }}
                then {{ difference('women.outcome', 'men.outcome') }}
        end as gap,
        case when {{ same_unit('men.outcome_unit', 'women.outcome_unit') }} then men.outcome_unit end as unit,
        indicators.desired_direction,
        case
            when not ({{ same_unit('men.outcome_unit', 'women.outcome_unit') }})
                then 'men and women are printed in different units'
            when totals.outcome is null then null
            when not ({{ same_unit('men.outcome_unit', 'totals.outcome_unit') }})
                then 'the total is printed in another unit'
            when totals.outcome between least(men.outcome, women.outcome) and greatest(men.outcome, women.outcome)
                then null
            when abs(men.outcome + women.outcome - totals.outcome) < 0.05001
                then 'men and women are parts that add up to the total, no rates of their own'
            else 'the total does not lie between men and women'
        end as note,
        men.outcome_report,
        men.is_final,
        men.document_id,
        men.source_file,
        men.page,
        men.line_start
    from men
    inner join women
        on
            men.indicator_id = women.indicator_id
            and men.district_id = women.district_id
            and men.period_id = women.period_id
    inner join indicators
        on men.indicator_id = indicators.indicator_id
    inner join districts
        on men.district_id = districts.district_id
    left join totals
        on
            men.indicator_id = totals.indicator_id
            and men.district_id = totals.district_id
            and men.period_id = totals.period_id
)

select * from gender_gap

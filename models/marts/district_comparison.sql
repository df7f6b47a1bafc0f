with figures as (
    select * from {{ ref('fct_indicator') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

kf_targets as (
    select * from {{ ref('dim_kf_target') }}
),

year_figures as (
    select
        figures.indicator_id,
        indicators.name as indicator,
        indicators.desired_direction,
        figures.district_id,
        districts.name as district,
        districts.current_district_id,
        periods.year,
        periods.ends_on between districts.valid_from and coalesce(districts.valid_to, date '9999-12-31')
            as existed_at_year_end,
        figures.outcome,
        figures.outcome_report,
        figures.outcome_unit,
        figures.is_final,
        figures.annual_target,
        figures.annual_target_kind,
        figures.annual_target_lower,
        figures.annual_target_upper,
        figures.annual_target_unit,
        case
            when kf_targets.scope = 'council' and kf_targets.kind in ('value', 'band', 'ceiling')
                then coalesce(kf_targets.value, kf_targets.upper)
        end as kf_target,
        case when kf_targets.scope = 'council' then kf_targets.kind end as kf_target_kind,
        kf_targets.unit as kf_target_unit,
        kf_targets.as_printed as kf_target_as_printed,
        figures.unit,
        figures.document_id,
        figures.source_file,
        figures.page,
        figures.line_start
    from figures
    inner join indicators
        on figures.indicator_id = indicators.indicator_id
    inner join periods
        on figures.period_id = periods.period_id
    inner join districts
        on figures.district_id = districts.district_id
    left join kf_targets
        on figures.kf_target_id = kf_targets.kf_target_id
    where
        periods.kind = 'year'
        and figures.gender = 'total'
),

-- Only final outcomes in one unit are comparable: a spring report's 0 ranks nowhere. What a merged council says about a
-- year before its own time stands beside its predecessors and is not ranked against them.
comparable as (
    select
        indicator_id,
        district_id,
        year,
        outcome_unit,
        case
            when desired_direction = 'higher'
                then rank() over (partition by indicator_id, year, outcome_unit order by outcome desc)
            when desired_direction = 'lower'
                then rank() over (partition by indicator_id, year, outcome_unit order by outcome)
        end as rank
    from year_figures
    where
        is_final
        and existed_at_year_end
        and outcome is not null
),

medians as (
    select
        indicator_id,
        year,
        outcome_unit,
        round(median(outcome), 6) as median_outcome,
        count(*) as districts
    from year_figures
    where
        is_final
        and existed_at_year_end
        and outcome is not null
    group by
        indicator_id,
        year,
        outcome_unit
),

district_comparison as (
    select
        year_figures.indicator_id,
        year_figures.indicator,
        year_figures.district_id,
        year_figures.district,
        year_figures.current_district_id,
        year_figures.year,
        year_figures.existed_at_year_end,
        year_figures.outcome,
        year_figures.outcome_report,
        year_figures.is_final,
        year_figures.annual_target,
        year_figures.annual_target_kind,
        year_figures.kf_target,
        year_figures.kf_target_kind,
        year_figures.kf_target_as_printed,
        year_figures.unit,
        year_figures.desired_direction,
        case
            when
                year_figures.is_final
                and year_figures.annual_target_kind in ('value', 'ceiling')
                and {{ same_unit('year_figures.outcome_unit', 'year_figures.annual_target_unit') }}
                then {{ difference('year_figures.outcome', 'year_figures.annual_target') }}
        end as distance_to_target,
        case
            when
                year_figures.is_final
                and year_figures.kf_target_kind in ('value', 'ceiling')
                and {{ same_unit('year_figures.outcome_unit', 'year_figures.kf_target_unit') }}
                then {{ difference('year_figures.outcome', 'year_figures.kf_target') }}
        end as distance_to_kf_target,
        case
            when year_figures.is_final
                then {{ target_met(
                    'year_figures.outcome', 'year_figures.outcome_unit', 'year_figures.annual_target_kind',
                    'year_figures.annual_target', 'year_figures.annual_target_lower',
                    'year_figures.annual_target_upper', 'year_figures.annual_target_unit',
                    'year_figures.desired_direction'
                ) }}
        end as target_met,
        cast(comparable.rank as integer) as rank,
        case when year_figures.is_final and year_figures.existed_at_year_end then medians.median_outcome end
            as median_outcome,
        case when year_figures.is_final and year_figures.existed_at_year_end then cast(medians.districts as integer) end
            as districts,
        year_figures.document_id,
        year_figures.source_file,
        year_figures.page,
        year_figures.line_start
    from year_figures
    left join comparable
        on
            year_figures.indicator_id = comparable.indicator_id
            and year_figures.district_id = comparable.district_id
            and year_figures.year = comparable.year
    left join medians
        on
            year_figures.indicator_id = medians.indicator_id
            and year_figures.year = medians.year
            and {{ same_unit('year_figures.outcome_unit', 'medians.outcome_unit') }}
)

select * from district_comparison

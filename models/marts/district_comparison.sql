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
        figures.*,
        indicators.subject_id,
        indicators.subject,
        indicators.desired_direction,
        indicators.is_comparable_between_councils,
        indicators.unit as indicator_unit,
        districts.current_district_id,
        periods.year,
        periods.ends_on between districts.valid_from and coalesce(districts.valid_to, date '9999-12-31')
            as existed_at_year_end,
        kf_targets.scope = 'council' as is_councils_kf_target,
        kf_targets.kind as kf_kind,
        kf_targets.value as kf_value,
        kf_targets.lower as kf_lower,
        kf_targets.upper as kf_upper,
        kf_targets.unit as kf_unit,
        kf_targets.column_evidence as kf_evidence,
        kf_targets.as_printed as kf_target_as_printed
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

measured as (
    select
        *,
        case when is_councils_kf_target then kf_kind end as kf_target_kind,
        case
            when
                is_councils_kf_target
                and {{ same_unit('kf_unit', 'coalesce(unit, outcome_unit, annual_target_unit, kf_unit)') }}
                then coalesce({{ single_number('kf_kind', 'kf_value', 'kf_lower', 'kf_upper') }}, kf_upper)
        end as kf_target,
        case
            when is_final
                then {{ shortfall(
                    'outcome', 'outcome_unit', 'annual_target_kind', 'annual_target', 'annual_target_lower',
                    'annual_target_upper', 'annual_target_unit', 'desired_direction'
                ) }}
        end as shortfall,
        {{ missed_limit(
            'outcome', 'annual_target_kind', 'annual_target', 'annual_target_lower', 'annual_target_upper'
        ) }} as missed_limit
    from year_figures
),

-- Only final outcomes in one unit are comparable: a spring report's 0 ranks nowhere, nor do counts of councils of
-- different size. What a merged council says about a year before its own time stands beside its predecessors and is not
-- ranked against them. Below a ceiling all are equal, beyond it the nearest is best.
comparable as (
    select
        *,
        case desired_direction
            when 'higher' then -outcome
            when 'lower' then outcome
            when 'ceiling'
                then
                    case
                        when
                            annual_target_kind in ('value', 'ceiling')
                            and {{ same_unit('outcome_unit', 'annual_target_unit') }}
                            then round(greatest(outcome - annual_target, 0), 6)
                    end
        end as ranked_by
    from measured
    where
        is_final
        and existed_at_year_end
        and outcome is not null
        and (outcome_unit is not null or indicator_unit is null)
),

ranks as (
    select
        indicator_id,
        district_id,
        year,
        rank() over (partition by indicator_id, year, outcome_unit order by ranked_by nulls last) as rank
    from comparable
    where
        ranked_by is not null
        and is_comparable_between_councils
),

medians as (
    select
        indicator_id,
        year,
        outcome_unit,
        round(median(outcome), 6) as median_outcome,
        count(*) as districts
    from comparable
    group by
        indicator_id,
        year,
        outcome_unit
),

district_comparison as (
    select
        measured.indicator,
        measured.district,
        measured.outcome,
        measured.annual_target,
        measured.kf_target,
        measured.unit,
        measured.shortfall = 0 as target_met,
        measured.year,
        measured.is_final,
        measured.shortfall,
        case when measured.missed_limit <> 0 then round(100 * measured.shortfall / abs(measured.missed_limit), 2) end
            as shortfall_percent,
        case
            when
                measured.is_final
                and measured.annual_target_kind in ('value', 'about', 'ceiling', 'floor')
                and {{ same_unit('measured.outcome_unit', 'measured.annual_target_unit') }}
                then {{ difference('measured.outcome', 'measured.annual_target') }}
        end as distance_to_target,
        case
            when
                measured.is_final
                and measured.kf_target_kind in ('value', 'about', 'ceiling', 'floor')
                and {{ same_unit('measured.outcome_unit', 'measured.kf_unit') }}
                then {{ difference('measured.outcome', 'measured.kf_target') }}
        end as distance_to_kf_target,
        cast(ranks.rank as integer) as rank,
        medians.median_outcome,
        cast(medians.districts as integer) as districts,
        measured.desired_direction,
        measured.subject,
        {{ undecided_reason('measured.undecided_measures') }} as reason,
        measured.annual_target_as_printed,
        measured.annual_target_kind,
        measured.annual_target_lower,
        measured.annual_target_upper,
        measured.kf_target_as_printed,
        measured.kf_target_kind,
        measured.outcome_unit,
        measured.annual_target_unit,
        measured.outcome_report,
        measured.outcome_report_year,
        measured.existed_at_year_end,
        case when measured.kf_evidence = 'corrected' then 'corrected' else measured.column_evidence end
            as column_evidence,
        measured.indicator_id,
        measured.district_id,
        measured.current_district_id,
        measured.subject_id,
        measured.goal_id,
        measured.document_id,
        measured.source_file,
        measured.page,
        measured.line_start
    from measured
    left join ranks
        on
            measured.indicator_id = ranks.indicator_id
            and measured.district_id = ranks.district_id
            and measured.year = ranks.year
    left join medians
        on
            measured.indicator_id = medians.indicator_id
            and measured.year = medians.year
            and measured.is_final
            and measured.existed_at_year_end
            and {{ same_unit('measured.outcome_unit', 'medians.outcome_unit') }}
            and (measured.outcome_unit is not null or measured.indicator_unit is null)
)

select * from district_comparison

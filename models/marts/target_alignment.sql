-- Each council's årsmål against KF's, in the direction that is better for the indicator. What cannot be compared stays,
-- with the reason.
with figures as (
    select * from {{ ref('fct_indicator') }}
    where
        gender = 'total'
        and (annual_target_kind is not null or undecided_measures like '%annual_target%')
),

reported_values as (
    select * from {{ ref('fct_reported_value') }}
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

targets as (
    select
        figures.indicator_id,
        indicators.name as indicator,
        indicators.subject_id,
        indicators.subject,
        indicators.level,
        indicators.desired_direction,
        figures.district_id,
        districts.name as district,
        periods.year,
        figures.annual_target_report as report,
        figures.annual_target,
        figures.annual_target_kind,
        figures.annual_target_lower,
        figures.annual_target_upper,
        figures.annual_target_unit,
        figures.annual_target_as_printed,
        figures.annual_target_evidence,
        figures.undecided_measures,
        figures.kf_target_id,
        coalesce(
            {{ single_number('kf_targets.kind', 'kf_targets.value', 'kf_targets.lower', 'kf_targets.upper') }},
            kf_targets.upper
        ) as kf_target,
        kf_targets.kind as kf_target_kind,
        kf_targets.scope as kf_target_scope,
        kf_targets.lower as kf_target_lower,
        kf_targets.upper as kf_target_upper,
        kf_targets.unit as kf_target_unit,
        kf_targets.as_printed as kf_target_as_printed,
        kf_targets.column_evidence as kf_target_evidence,
        coalesce(reported_values.document_id, figures.document_id) as document_id,
        coalesce(reported_values.source_file, figures.source_file) as source_file,
        case when reported_values.document_id is null then figures.page else reported_values.page end as page,
        coalesce(reported_values.line_start, figures.line_start) as line_start,
        coalesce(reported_values.line_end, figures.line_end) as line_end
    from figures
    left join reported_values
        on figures.annual_target_reported_value_id = reported_values.reported_value_id
    inner join indicators
        on figures.indicator_id = indicators.indicator_id
    inner join periods
        on figures.period_id = periods.period_id
    inner join districts
        on figures.district_id = districts.district_id
    left join kf_targets
        on figures.kf_target_id = kf_targets.kf_target_id
),

-- Whether a comparison means anything, before it is made; null when it does.
examined as (
    select
        *,
        annual_target_kind in ('band', 'range') as has_limits,
        kf_target_kind in ('band', 'range') as kf_has_limits,
        case
            when annual_target_kind is null then {{ undecided_reason('undecided_measures') }}
        end as undecided_reason,
        case
            when kf_target_kind is null and level = 'council' then 'the indicator is the council''s own'
            when kf_target_kind is null then 'no document of the year states a target of KF'
            when kf_target_kind = 'direction' then 'KF states a direction only'
            when kf_target_kind = 'left_to_council' then 'KF leaves the number to the council'
            when kf_target_kind = 'set_later' then 'KF sets the number later in the year'
            when kf_target_kind = 'none' then 'KF prints that it has no target'
        end as no_number_reason,
        case
            when kf_target_scope = 'city_volume' then 'KF''s target is a volume for the whole city'
            when not ({{ is_number('annual_target_kind') }}) then 'the council states no number'
            when not ({{ same_unit('annual_target_unit', 'kf_target_unit') }})
                then
                    'different units: ' || coalesce(annual_target_unit, 'none')
                    || ' against ' || coalesce(kf_target_unit, 'none')
            when 'about' in (annual_target_kind, kf_target_kind) then 'an approximate number is no limit'
            when (annual_target_kind in ('band', 'range')) <> (kf_target_kind in ('band', 'range'))
                then 'a band against a single number'
            when
                annual_target_kind in ('band', 'range')
                and not (annual_target_lower >= kf_target_lower and annual_target_upper <= kf_target_upper)
                and not (annual_target_lower <= kf_target_lower and annual_target_upper >= kf_target_upper)
                then 'two bands of which neither holds the other'
            when
                (annual_target_kind = 'ceiling' and kf_target_kind = 'floor')
                or (annual_target_kind = 'floor' and kf_target_kind = 'ceiling')
                then 'a ceiling against a floor'
            when
                annual_target_kind = 'ceiling'
                and kf_target_kind = 'value'
                and desired_direction not in ('lower', 'ceiling')
                then 'a ceiling against a value where lower is not better'
            when annual_target_kind = 'floor' and kf_target_kind = 'value' and desired_direction <> 'higher'
                then 'a floor against a value where higher is not better'
            when annual_target_kind = 'value' and kf_target_kind = 'value' and annual_target = kf_target then null
            when
                annual_target_kind = 'value'
                and kf_target_kind = 'value'
                and desired_direction not in ('higher', 'lower', 'ceiling')
                then 'it is not known which direction is better'
        end as incomparable_reason
    from targets
),

-- How much stricter the council is, in the desired direction: negative is weaker. A ceiling may not be passed, so lower
-- is stricter, and a floor must be reached, so higher is; narrower limits are stricter.
measured as (
    select
        *,
        case
            when coalesce(undecided_reason, no_number_reason, incomparable_reason) is not null then null
            when has_limits
                then {{ difference(
                    '(kf_target_upper - kf_target_lower) / 2', '(annual_target_upper - annual_target_lower) / 2'
                ) }}
            when 'floor' in (annual_target_kind, kf_target_kind) then {{ difference('annual_target', 'kf_target') }}
            when 'ceiling' in (annual_target_kind, kf_target_kind, desired_direction) or desired_direction = 'lower'
                then {{ difference('kf_target', 'annual_target') }}
            else {{ difference('annual_target', 'kf_target') }}
        end as distance
    from examined
),

target_alignment as (
    select
        indicator,
        district,
        coalesce(annual_target, case when has_limits then annual_target_upper end) as annual_target,
        kf_target,
        annual_target_unit as unit,
        case
            when undecided_reason is not null then 'not_comparable'
            when no_number_reason is not null then 'no_kf_number'
            when incomparable_reason is not null then 'not_comparable'
            when distance > 0 then 'stricter'
            when distance < 0 then 'weaker'
            else 'equal'
        end as alignment,
        year,
        distance,
        coalesce(
            undecided_reason,
            no_number_reason,
            incomparable_reason,
            case
                when has_limits then 'a narrower band is stricter'
                when 'ceiling' in (annual_target_kind, kf_target_kind, desired_direction)
                    then 'a ceiling: lower is stricter'
                when 'floor' in (annual_target_kind, kf_target_kind) then 'a floor: higher is stricter'
                when desired_direction in ('higher', 'lower') then desired_direction || ' is better'
                else 'the same number'
            end
        ) as reason,
        desired_direction,
        subject,
        report,
        annual_target_as_printed,
        annual_target_kind,
        annual_target_lower,
        annual_target_upper,
        kf_target_as_printed,
        kf_target_kind,
        kf_target_unit,
        case
            when annual_target_kind is null then 'ambiguous'
            when 'corrected' in (annual_target_evidence, kf_target_evidence) then 'corrected'
            else annual_target_evidence
        end as column_evidence,
        indicator_id,
        district_id,
        subject_id,
        kf_target_id,
        document_id,
        source_file,
        page,
        line_start,
        line_end
    from measured
)

select * from target_alignment

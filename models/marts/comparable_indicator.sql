-- What can be compared between councils: per indicator and year which councils have a figure of one kind and unit, and
-- why the others that print something have none.
with comparisons as (
    select * from {{ ref('district_comparison') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

-- The unit in which the figures are compared: the catalogue's, else the one that most councils print.
counted_units as (
    select
        indicator_id,
        year,
        coalesce(outcome_unit, annual_target_unit) as unit,
        row_number() over (
            partition by indicator_id, year
            order by
                count(coalesce(outcome_unit, annual_target_unit)) desc,
                coalesce(outcome_unit, annual_target_unit) asc nulls last
        ) as choice
    from comparisons
    group by
        indicator_id,
        year,
        coalesce(outcome_unit, annual_target_unit)
),

printed_units as (
    select
        indicator_id,
        year,
        unit
    from counted_units
    where choice = 1
),

judged as (
    select
        comparisons.*,
        coalesce(indicators.unit, printed_units.unit) as common_unit,
        indicators.is_comparable_between_councils,
        case
            when comparisons.outcome is null and comparisons.reason like '%outcome%'
                then 'the readings of its row differ on the outcome'
            when comparisons.outcome is null then 'no outcome is printed'
            when not comparisons.is_final then 'its outcome is not final'
            when not comparisons.existed_at_year_end then 'it did not exist at the year''s end'
            when not ({{ same_unit('comparisons.outcome_unit', 'coalesce(indicators.unit, printed_units.unit)') }})
                then 'its outcome is printed in ' || coalesce(comparisons.outcome_unit, 'a unit that is in doubt')
        end as outcome_objection,
        case
            when comparisons.annual_target_kind is null and comparisons.reason like '%annual_target%'
                then 'the readings of its row differ on the årsmål'
            when comparisons.annual_target_kind is null then 'no årsmål is printed'
            when comparisons.annual_target is null then 'its årsmål is ' || comparisons.annual_target_as_printed
            when not ({{ same_unit(
                'comparisons.annual_target_unit', 'coalesce(indicators.unit, printed_units.unit)'
            ) }})
                then 'its årsmål is printed in ' || coalesce(comparisons.annual_target_unit, 'a unit that is in doubt')
        end as target_objection
    from comparisons
    inner join indicators
        on comparisons.indicator_id = indicators.indicator_id
    inner join printed_units
        on
            comparisons.indicator_id = printed_units.indicator_id
            and comparisons.year = printed_units.year
),

comparable_indicator as (
    select
        indicator,
        year,
        cast(count(case when outcome_objection is null then 1 end) as integer) as districts_with_outcome,
        cast(count(case when target_objection is null then 1 end) as integer) as districts_with_target,
        {{ sorted_list('district', 'outcome_objection is null') }} as outcome_districts,
        {{ sorted_list('district', 'target_objection is null') }} as target_districts,
        {{ joined(
            "district || ' ' || " ~ shown('outcome'), '; ', 'district nulls last', 'outcome_objection is null'
        ) }} as outcomes,
        {{ joined(
            "district || ' ' || " ~ shown('annual_target'), '; ', 'district nulls last', 'target_objection is null'
        ) }} as annual_targets,
        common_unit as unit,
        {{ joined("district || ': ' || outcome_objection", '; ', 'district nulls last') }} as outcomes_missing,
        {{ joined("district || ': ' || target_objection", '; ', 'district nulls last') }} as targets_missing,
        desired_direction,
        subject,
        indicator_id,
        subject_id,
        is_comparable_between_councils as is_ranked
    from judged
    group by
        indicator,
        year,
        common_unit,
        is_comparable_between_councils,
        desired_direction,
        subject,
        indicator_id,
        subject_id
)

select * from comparable_indicator

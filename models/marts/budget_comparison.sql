-- Budget, forecast and outcome of an area, council by council, and whether the councils mean the same by it.
with figures as (
    select * from {{ ref('int_area_net') }}
    where not is_part_of_year
),

bases as (
    select * from {{ ref('int_area_basis') }}
),

side_by_side as (
    select
        subject_id,
        subject,
        district_id,
        district,
        year,
        max(case when figure = 'budget' then amount end) as budget,
        max(case when figure = 'budget' then stage end) as budget_stage,
        max(case when figure = 'budget' then reported_money_id end) as budget_money_id,
        max(case when figure = 'forecast' then amount end) as forecast,
        max(case when figure = 'forecast' then stage end) as forecast_stage,
        max(case when figure = 'forecast' then reported_money_id end) as forecast_money_id,
        max(case when figure = 'outcome' then amount end) as outcome,
        max(case when figure = 'outcome' then stage end) as outcome_stage,
        max(case when figure = 'outcome' then reported_money_id end) as outcome_money_id,
        max(case when figure = 'deviation' then amount end) as printed_deviation,
        max(case when figure = 'deviation' then stage end) as printed_deviation_stage,
        case when min(basis) = max(basis) then min(basis) else 'mixed' end as basis
    from figures
    where choice = 1
    group by
        subject_id,
        subject,
        district_id,
        district,
        year
),

holders as (
    select
        figures.subject_id,
        count(distinct figures.district_id) as councils,
        count(distinct figures.basis) as bases,
        max(bases.reason) filter (where figures.basis <> 'without_capital_costs') as reason,
        {{ joined_distinct(
            'figures.district', ', ', "figures.basis not in ('as_printed', 'without_capital_costs')"
        ) }} as told_by,
        {{ joined_distinct(
            'figures.district', ', ', "figures.basis in ('as_printed', 'without_capital_costs')"
        ) }} as others
    from figures
    left join bases
        on
            figures.district_id = bases.district_id
            and figures.subject_id = bases.subject_id
            and figures.basis = bases.basis
    group by figures.subject_id
),

computed as (
    select
        *,
        -- A budget with capital costs and an outcome without them have no difference.
        case when basis <> 'mixed' then round(budget - coalesce(outcome, forecast), 6) end as deviation,
        -- What a T1 prints of its forecast is no deviation of the bokslut.
        case
            when printed_deviation_stage = coalesce(outcome_stage, forecast_stage, printed_deviation_stage)
                then printed_deviation
        end as reported_deviation
    from side_by_side
),

budget_comparison as (
    select
        computed.subject,
        computed.district,
        computed.year,
        computed.budget,
        computed.forecast,
        computed.outcome,
        computed.deviation,
        round(computed.deviation / nullif(computed.budget, 0) * 100, 1) as deviation_percent,
        case
            when computed.deviation is null then null
            when computed.outcome is not null then 'outcome'
            else 'forecast'
        end as deviation_of,
        computed.reported_deviation,
        computed.basis,
        case
            when holders.councils = 1 then 'only_one_council'
            when holders.bases > 1 then 'not_comparable'
            else 'comparable'
        end as comparability,
        case
            when holders.councils > 1 and holders.bases > 1
                then
                    holders.told_by || ': ' || holders.reason || '; of ' || holders.others
                    || ' this is not so, or not said'
            when holders.councils = 1 then 'no other council reports the area'
        end as reason,
        computed.budget_stage,
        computed.budget_money_id,
        computed.forecast_money_id,
        computed.outcome_money_id,
        computed.district_id,
        computed.subject_id
    from computed
    inner join holders
        on computed.subject_id = holders.subject_id
)

select * from budget_comparison

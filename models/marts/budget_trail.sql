-- The net money of an area through the reports of a year, and the plan of the next, side by side. Nothing is carried
-- over from one report to another. What a plan prints of the year before it stands under the stage that the column
-- names, whichever report prints it (`BOKSLUT 2020`, `PROGNOS T2 2021`); under other where it names none.
with figures as (
    select
        * {{ but(['figure']) }},
        case
            -- What is booked from January on: T2 as a period of its own is May to August
            when figure = 'outcome' and period = cast(year as string) || '-T1' then 'outcome_t1'
            when figure = 'outcome' and period = cast(year as string) || '-M01-M08' then 'outcome_t2'
            when figure = 'outcome' and is_part_of_year then null
            else figure || '_' || lower(stage)
        end as figure
    from {{ ref('int_area_net') }}
    where
        case when is_part_of_year then choice else choice_of_stage end = 1
        and figure <> 'deviation'
        -- `Budget jan-aug` is none of the year
        and (figure = 'outcome' or not is_part_of_year)
),

next_plans as (
    select
        subject_id,
        district_id,
        year - 1 as year,
        amount,
        basis,
        reported_money_id
    from figures
    where figure = 'budget_vp'
),

side_by_side as (
    select
        figures.subject,
        figures.district,
        figures.year,
        max(case when figures.figure = 'budget_vp' then figures.amount end) as budget_vp,
        max(case when figures.figure = 'budget_t1' then figures.amount end) as budget_t1,
        max(case when figures.figure = 'outcome_t1' then figures.amount end) as outcome_t1,
        max(case when figures.figure = 'forecast_t1' then figures.amount end) as forecast_t1,
        max(case when figures.figure = 'budget_t2' then figures.amount end) as budget_t2,
        max(case when figures.figure = 'outcome_t2' then figures.amount end) as outcome_t2,
        max(case when figures.figure = 'forecast_t2' then figures.amount end) as forecast_t2,
        max(case when figures.figure = 'budget_vb' then figures.amount end) as budget_vb,
        max(case when figures.figure = 'outcome_vb' then figures.amount end) as outcome_vb,
        max(case when figures.figure = 'budget_other' then figures.amount end) as budget_other,
        max(case when figures.figure = 'forecast_other' then figures.amount end) as forecast_other,
        max(case when figures.figure = 'budget_vp' then figures.reported_money_id end) as budget_vp_money_id,
        max(case when figures.figure = 'budget_t1' then figures.reported_money_id end) as budget_t1_money_id,
        max(case when figures.figure = 'outcome_t1' then figures.reported_money_id end) as outcome_t1_money_id,
        max(case when figures.figure = 'forecast_t1' then figures.reported_money_id end) as forecast_t1_money_id,
        max(case when figures.figure = 'budget_t2' then figures.reported_money_id end) as budget_t2_money_id,
        max(case when figures.figure = 'outcome_t2' then figures.reported_money_id end) as outcome_t2_money_id,
        max(case when figures.figure = 'forecast_t2' then figures.reported_money_id end) as forecast_t2_money_id,
        max(case when figures.figure = 'budget_vb' then figures.reported_money_id end) as budget_vb_money_id,
        max(case when figures.figure = 'outcome_vb' then figures.reported_money_id end) as outcome_vb_money_id,
        max(case when figures.figure = 'budget_other' then figures.reported_money_id end) as budget_other_money_id,
        max(case when figures.figure = 'forecast_other' then figures.reported_money_id end) as forecast_other_money_id,
        max(next_plans.amount) as budget_next_vp,
        max(next_plans.reported_money_id) as budget_next_vp_money_id,
        count(distinct figures.basis) > 1
        or bool_or(coalesce(next_plans.basis <> figures.basis, false)) as is_mixed,
        figures.district_id,
        figures.subject_id
    from figures
    left join next_plans
        on
            figures.subject_id = next_plans.subject_id
            and figures.district_id = next_plans.district_id
            and figures.year = next_plans.year
    where figures.figure is not null
    group by
        figures.subject,
        figures.district,
        figures.year,
        figures.district_id,
        figures.subject_id
),

latest as (
    select
        *,
        coalesce(budget_vb, budget_t2, budget_t1, budget_other) as changed_budget
    from side_by_side
),

budget_trail as (
    select
        subject,
        district,
        year,
        budget_vp,
        budget_t1,
        outcome_t1,
        forecast_t1,
        budget_t2,
        outcome_t2,
        forecast_t2,
        budget_vb,
        outcome_vb,
        budget_other,
        forecast_other,
        budget_next_vp,
        case when not is_mixed then round(changed_budget - budget_vp, 6) end as budget_change,
        case when not is_mixed then round(budget_next_vp - coalesce(changed_budget, budget_vp), 6) end as next_change,
        is_mixed,
        budget_vp_money_id,
        budget_t1_money_id,
        outcome_t1_money_id,
        forecast_t1_money_id,
        budget_t2_money_id,
        outcome_t2_money_id,
        forecast_t2_money_id,
        budget_vb_money_id,
        outcome_vb_money_id,
        budget_other_money_id,
        forecast_other_money_id,
        budget_next_vp_money_id,
        district_id,
        subject_id
    from latest
)

select * from budget_trail

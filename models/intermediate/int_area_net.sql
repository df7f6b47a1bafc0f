-- The net money of whole areas, each figure with its place among the prints of the same thing. Every mart that states
-- what an area was to cost, will cost or has cost takes it from here, so that no two of them rest on different prints.
-- One order: the stage that knew most, then the changed budget before the first one, then what is after the transfers
-- between years before what names none and what is before them. Of two reports that print one stage, fct_money has
-- chosen already.
with money as (
    select * from {{ ref('fct_money') }}
    where
        level = 'area'
        and part = 'whole'
        and side = 'net'
        and subject_id is not null
),

bases as (
    select * from {{ ref('int_area_basis') }}
),

placed as (
    select
        money.*,
        coalesce(bases.basis, 'as_printed') as basis,
        case money.measure when 'adjusted_budget' then 'budget' else money.measure end as figure,
        case
            when money.stage = 'VB' then 1
            -- `Beräknad slutlig budget`, `Prognostiserat utfall (Okt)`: made after T2, printed by the next year's plan
            when
                money.stage = 'other'
                and money.report_year > money.year
                and money.measure <> 'budget'
                and not money.is_part_of_year
                then 2
            when money.stage = 'T2' then 3
            when money.stage = 'T1' then 4
            when money.stage = 'VP' then 5
            -- `Budget 2020` in the plan of 2021 may be the first one or the changed one, and that of 2023 is an outlook
            else 6
        end as stage_place,
        case money.measure when 'adjusted_budget' then 1 else 2 end as change_place,
        case money.transfers when 'after' then 1 when 'not_stated' then 2 else 3 end as transfers_place
    from money
    left join bases
        on
            money.district_id = bases.district_id
            and money.subject_id = bases.subject_id
            and money.report = bases.report
            and money.report_year = bases.report_year
),

int_area_net as (
    select
        reported_money_id,
        subject_id,
        subject,
        district_id,
        district,
        year,
        period,
        is_part_of_year,
        stage,
        figure,
        transfers,
        amount,
        basis,
        row_number() over (
            partition by subject_id, district_id, period, figure
            order by
                stage_place asc nulls last,
                change_place asc nulls last,
                transfers_place asc nulls last
        ) as choice,
        row_number() over (
            partition by subject_id, district_id, period, figure, stage
            order by
                change_place asc nulls last,
                transfers_place asc nulls last
        ) as choice_of_stage
    from placed
)

select * from int_area_net

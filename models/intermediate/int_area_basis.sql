-- What a report counts to an area, where its rows or its prose tell that others count otherwise: capital costs are a
-- part of stadsmiljö in some reports and stand beside it in others; what prose alone says, a person has written down.
with money as (
    select * from {{ ref('fct_money') }}
),

told as (
    select * from {{ ref('area_bases') }}
),

capital_costs as (
    select
        district_id,
        subject_id,
        report,
        report_year,
        case
            when bool_or(level = 'part') then 'with_capital_costs'
            else 'without_capital_costs'
        end as basis
    from money
    where part in ('avskrivningar', 'internranta', 'kapitalkostnader')
    group by
        district_id,
        subject_id,
        report,
        report_year
),

reports as (
    select distinct
        money.district_id,
        money.subject_id,
        money.report,
        money.report_year,
        told.basis,
        told.reason
    from money
    inner join told
        on
            money.subject_id = told.subject_id
            and money.district_id || '-' || cast(money.report_year as string) || '-' || money.report = told.report_id
),

int_area_basis as (
    select
        district_id,
        subject_id,
        report,
        report_year,
        basis,
        'capital costs (avskrivningar, ränta) are in the figures' as reason
    from capital_costs
    union all
    select
        district_id,
        subject_id,
        report,
        report_year,
        basis,
        reason
    from reports
)

select * from int_area_basis

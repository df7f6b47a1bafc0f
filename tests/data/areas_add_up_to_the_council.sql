-- Statement: the areas of a table's column add up in fct_money to the council's last printed total, or the difference
-- is a finding. For whoever changes a model: a level that doubles or loses rows. It adds up the mart itself, not what
-- it is made of. A column is left out where another print of an area leads: one table has the area twice, or another
-- report states some of the same figures, and the mart then holds a part of each.
with money as (
    select * from {{ ref('fct_money') }}
    where table_kind = 'budget_by_area'
),

made_of as (
    select * from {{ ref('int_money') }}
    where table_kind = 'budget_by_area'
),

columns_led_elsewhere as (
    select distinct
        made_of.document_id,
        made_of.table_number,
        made_of.column_number
    from made_of
    inner join {{ ref('fct_money') }} as first_prints
        on
            made_of.district_id = first_prints.district_id
            and made_of.area = first_prints.area
            and coalesce(made_of.part, 'whole') = first_prints.part
            and made_of.period = first_prints.period
            and made_of.stage = first_prints.stage
            and made_of.transfers = first_prints.transfers
            and made_of.side = first_prints.side
            and made_of.measure = first_prints.measure
            and made_of.reported_money_id <> first_prints.reported_money_id
    where made_of.level = 'area'
),

last_totals as (
    select
        document_id,
        table_number,
        column_number,
        {{ value_at_max('reported_money_id', 'row_number') }} as reported_money_id
    from made_of
    where level = 'council'
    group by
        document_id,
        table_number,
        column_number
),

sums as (
    select
        reported.document_id,
        reported.table_number,
        reported.column_number,
        sum(money.amount) as areas
    from money
    inner join {{ ref('fct_reported_money') }} as reported
        on money.reported_money_id = reported.reported_money_id
    where money.level = 'area'
    group by
        reported.document_id,
        reported.table_number,
        reported.column_number
)

select
    totals.document_id,
    totals.source_file,
    totals.line_start,
    totals.as_printed,
    sums.areas,
    totals.amount as council
from sums
inner join last_totals
    on
        sums.document_id = last_totals.document_id
        and sums.table_number = last_totals.table_number
        and sums.column_number = last_totals.column_number
inner join money as totals
    on last_totals.reported_money_id = totals.reported_money_id
left join columns_led_elsewhere
    on
        sums.document_id = columns_led_elsewhere.document_id
        and sums.table_number = columns_led_elsewhere.table_number
        and sums.column_number = columns_led_elsewhere.column_number
left join {{ ref('quality_money') }} as findings
    on
        totals.reported_money_id = findings.reported_money_id
        and findings.finding = 'sum_differs'
where
    columns_led_elsewhere.document_id is null
    and findings.finding_id is null
    and abs(sums.areas - totals.amount) > 0.2000001

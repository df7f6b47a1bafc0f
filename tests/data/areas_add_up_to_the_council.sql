-- Statement: the areas of a column of fct_money add up to the council's printed total, or the difference is a finding.
-- For whoever changes a model: a level that doubles or loses rows. It adds up the mart itself, not what it is made of.
with money as (
    select * from {{ ref('fct_money') }}
    where table_kind = 'budget_by_area'
),

sums as (
    select
        document_id,
        source_file,
        period,
        stage,
        transfers,
        side,
        measure,
        sum(case when level = 'area' then amount end) as areas,
        sum(case when level = 'council' then amount end) as council,
        min(case when level = 'council' then reported_money_id end) as reported_money_id,
        min(case when level = 'council' then line_start end) as line_start,
        min(case when level = 'council' then as_printed end) as as_printed
    from money
    group by
        document_id,
        source_file,
        period,
        stage,
        transfers,
        side,
        measure
)

select
    sums.document_id,
    sums.source_file,
    sums.line_start,
    sums.as_printed,
    sums.areas,
    sums.council
from sums
left join {{ ref('quality_money') }} as findings
    on
        sums.reported_money_id = findings.reported_money_id
        and findings.finding = 'sum_differs'
where
    findings.finding_id is null
    and abs(sums.areas - sums.council) > 0.2000001

-- Structural: each amount of fct_money is the figure printed at the place that it names, in mnkr, with that sign or the
-- other. For whoever changes a model: an ambiguous figure must never become an amount.
select
    reported.document_id,
    reported.source_file,
    reported.page,
    reported.line_start,
    reported.as_printed,
    money.amount
from {{ ref('fct_money') }} as money
left join {{ ref('fct_reported_money') }} as reported
    on money.reported_money_id = reported.reported_money_id
where
    reported.reported_money_id is null
    or reported.column_evidence = 'ambiguous'
    or reported.measure <> money.measure
    or reported.year <> money.year
    or reported.unit <> money.printed_unit
    or abs(
        abs(money.amount)
        - abs(reported.value) * case reported.unit when 'tkr' then 0.001 when 'kronor' then 0.000001 else 1 end
    ) > 0.000001
    or (money.amount <> 0 and (sign(money.amount) <> sign(reported.value)) <> money.is_sign_turned)

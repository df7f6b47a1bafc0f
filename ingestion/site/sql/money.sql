-- One row per area, council and year of the driftbudget, with the cells that print it.
select
    m.*,
    coalesce(subjects.sort_order, 99) as subject_order,
    coalesce(o.document_id, f.document_id, b.document_id) as document_id,
    coalesce(o.source_file, f.source_file, b.source_file) as source_file,
    coalesce(o.line_start, f.line_start, b.line_start) as line_start,
    beside.indicators_met,
    beside.indicators_met + beside.indicators_missed as indicators_judged,
    beside.assessments
from marts.budget_comparison as m
left join marts.money_goal_overview as beside
    on m.subject_id = beside.subject_id and m.district_id = beside.district_id and m.year = beside.year
left join marts.dim_subject as subjects on m.subject_id = subjects.subject_id
left join marts.fct_reported_money as b on m.budget_money_id = b.reported_money_id
left join marts.fct_reported_money as f on m.forecast_money_id = f.reported_money_id
left join marts.fct_reported_money as o on m.outcome_money_id = o.reported_money_id
order by m.year desc, subject_order, m.district_id

-- One row per insats that covers its area, council, year and measure, with the cells that print money and volume.
select
    u.*,
    coalesce(subjects.sort_order, 99) as subject_order,
    cells.document_id,
    cells.source_file,
    cells.line_start
from marts.unit_cost as u
left join marts.dim_subject as subjects on u.subject_id = subjects.subject_id
left join marts.fct_reported_money as cells on u.amount_money_id = cells.reported_money_id
order by u.year desc, subject_order, u.insats_id, u.measure, u.district_id

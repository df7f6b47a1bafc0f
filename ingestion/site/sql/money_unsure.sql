-- One row per document with figures of money or volumes that can be read in several ways, and the areas that the
-- labels of such rows name in other tables.
with labels as (
    select distinct row_label, subject_id
    from marts.fct_money
    where level = 'area' and subject_id is not null
)

select
    cells.document_id,
    cells.district_id,
    cells.district,
    cells.report,
    cells.report_year,
    count(distinct cells.reported_money_id) as figures,
    min(cells.reported_money_id) as first_money_id,
    coalesce(list(distinct labels.subject_id) filter (where labels.subject_id is not null), []) as subject_ids
from marts.fct_reported_money as cells
left join labels on cells.row_label = labels.row_label and cells.table_kind <> 'volumes'
where cells.column_evidence = 'ambiguous'
group by all
order by cells.document_id

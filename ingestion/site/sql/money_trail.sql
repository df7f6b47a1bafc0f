-- One row per area, council and year of the driftbudget, as budget_trail: what each report of the year says.
with ids as (
    unpivot (select subject_id, district_id, year, columns('.*_money_id$') from marts.budget_trail)
    on columns('.*_money_id$')
    into name figure value reported_money_id
),

printed as (
    select
        ids.subject_id,
        ids.district_id,
        ids.year,
        list(distinct cells.document_id order by cells.document_id) as document_ids,
        string_agg(distinct cells.source_file, '; ' order by cells.source_file) as source_file
    from ids
    inner join marts.fct_reported_money as cells using (reported_money_id)
    group by all
)

select
    t.*,
    coalesce(subjects.sort_order, 99) as subject_order,
    printed.document_ids,
    printed.source_file
from marts.budget_trail as t
left join marts.dim_subject as subjects on t.subject_id = subjects.subject_id
left join printed
    on t.subject_id = printed.subject_id and t.district_id = printed.district_id and t.year = printed.year
order by t.year desc, subject_order, t.district

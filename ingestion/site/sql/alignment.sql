-- One row per indicator, council and year with an årsmål beside KF's, with the row that prints it.
select
    a.*,
    coalesce(a.subject_id, '') as topic,
    coalesce(subjects.sort_order, 99) as subject_order,
    figures.row_number,
    kf.document_id as kf_document_id,
    kf.row_number as kf_row_number,
    kf.scope as kf_scope
from marts.target_alignment as a
left join marts.dim_subject as subjects on a.subject_id = subjects.subject_id
left join marts.fct_indicator as figures
    on
        a.indicator_id = figures.indicator_id
        and a.district_id = figures.district_id
        and a.year::varchar = figures.period_id
        and figures.gender = 'total'
left join marts.dim_kf_target as kf on a.kf_target_id = kf.kf_target_id
order by
    a.year desc,
    subject_order,
    case a.alignment
        when 'weaker' then 1 when 'stricter' then 2 when 'equal' then 3 when 'not_comparable' then 4 else 5
    end,
    a.unit,
    abs(a.distance) desc,
    a.indicator,
    a.district_id

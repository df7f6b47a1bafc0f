-- One row per insats, unit, council and period: planned and done beside each other, women and men where they are printed.
select
    v.subject_id,
    any_value(v.subject) as subject,
    coalesce(any_value(subjects.sort_order), 99) as subject_order,
    v.insats_id,
    any_value(v.insats) as insats,
    v.unit,
    v.district_id,
    any_value(v.district) as district,
    v.period,
    max(v.year) as year,
    bool_or(v.is_part_of_year) as is_part_of_year,
    max(v.value) filter (where v.measure = 'plan' and v.gender = 'total') as planned,
    max(v.value) filter (where v.measure = 'outcome' and v.gender = 'total') as outcome,
    max(v.value) filter (where v.measure = 'outcome' and v.gender = 'women') as women,
    max(v.value) filter (where v.measure = 'outcome' and v.gender = 'men') as men,
    max(v.reported_money_id) filter (where v.measure = 'plan' and v.gender = 'total') as planned_money_id,
    max(v.reported_money_id) filter (where v.measure = 'outcome' and v.gender = 'total') as outcome_money_id,
    min_by(v.document_id, v.reported_money_id) as document_id,
    min_by(v.source_file, v.reported_money_id) as source_file,
    min_by(v.page, v.reported_money_id) as page,
    min_by(v.line_start, v.reported_money_id) as line_start
from marts.fct_volume as v
left join marts.dim_subject as subjects on v.subject_id = subjects.subject_id
group by v.subject_id, v.insats_id, v.unit, v.district_id, v.period
order by subject_order, insats, v.unit, district, v.period

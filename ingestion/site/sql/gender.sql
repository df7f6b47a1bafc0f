-- One row per indicator, council and period with men and women, with the row that prints them.
select
    gaps.*,
    cells.row_number
from marts.gender_gap as gaps
left join marts.fct_indicator as figures
    on
        gaps.indicator_id = figures.indicator_id
        and gaps.district_id = figures.district_id
        and gaps.period_id = figures.period_id
        and figures.gender = 'women'
left join marts.fct_reported_value as cells on figures.outcome_reported_value_id = cells.reported_value_id
order by gaps.year desc, gaps.note is not null, gaps.worse_for, abs(gaps.gap) desc, gaps.indicator, gaps.district_id

-- how do the councils' targets compare with the City Council's?
select indicator, district, year, annual_target, kf_target, unit, alignment, column_evidence from marts.target_alignment where alignment in ('stricter', 'weaker');

-- one indicator, all councils and years
select district, year, outcome, annual_target, unit, target_met, shortfall, column_evidence from marts.district_comparison where indicator = 'Sjukfrånvaro' order by year, district;

-- where is each figure printed?
select source_file, line_start, as_printed, value, unit, measure, gender, period_id, column_evidence from marts.fct_reported_value where indicator_id = 'sjukfranvaro';

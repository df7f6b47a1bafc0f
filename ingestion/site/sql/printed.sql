-- Each printed cell of the indicator tables, in the order of its document.
select
    document_id,
    row_number,
    indicator_id,
    indicator,
    column_name,
    as_printed,
    figure_value as value,
    figure_unit as unit,
    column_evidence,
    is_withheld,
    correction_reason,
    page,
    line_start,
    line_end,
    source_file
from marts.fct_reported_value
order by document_id, row_number, column_name

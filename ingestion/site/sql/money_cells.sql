-- Each printed figure of the tables of money and volumes, in the order of its document.
select
    document_id,
    reported_money_id,
    table_number,
    section,
    row_label,
    column_label,
    as_printed,
    unit,
    column_evidence,
    page,
    line_start,
    source_file
from marts.fct_reported_money
order by document_id, table_number, row_number, cell_number, reported_money_id

-- Structural: each printed cell of a leading document's row stands in fct_reported_value exactly once, unchanged. A
-- row that was settled or corrected as a whole may have its cells in other columns; then the texts must be the same.
-- For whoever changes a model; it reads the raw table, so that no model vouches for itself.
with indicator_rows as (
    select indicator_row.*
    from {{ source('raw', 'indicator_row') }} as indicator_row
    inner join {{ source('raw', 'document') }} as document
        on
            indicator_row.document_id = document.document_id
            and document.status = 'leading'
),

extracted as (
    {%- for column in cell_columns() %}
        select
            document_id,
            row_number,
            '{{ column.name }}' as column_name,
            {{ column.name }} as as_printed
        from indicator_rows
        where coalesce(trim({{ column.name }}), '') <> ''
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

reported as (
    select
        document_id,
        row_number,
        column_name,
        as_printed
    from {{ ref('fct_reported_value') }}
),

reread_rows as (
    select
        document_id,
        row_number
    from {{ ref('int_reading_choice') }}
),

differing_cells as (
    select
        coalesce(extracted.document_id, reported.document_id) as document_id,
        coalesce(extracted.row_number, reported.row_number) as row_number,
        coalesce(extracted.column_name, reported.column_name) as column_name,
        extracted.as_printed as as_extracted,
        reported.as_printed as as_reported
    from extracted
    full outer join reported
        on
            extracted.document_id = reported.document_id
            and extracted.row_number = reported.row_number
            and extracted.column_name = reported.column_name
    where extracted.as_printed is distinct from reported.as_printed
),

extracted_texts as (
    select
        extracted.document_id,
        extracted.row_number,
        string_agg(extracted.as_printed, ' | ' order by extracted.as_printed) as texts
    from extracted
    inner join reread_rows
        on
            extracted.document_id = reread_rows.document_id
            and extracted.row_number = reread_rows.row_number
    group by
        extracted.document_id,
        extracted.row_number
),

reported_texts as (
    select
        reported.document_id,
        reported.row_number,
        string_agg(reported.as_printed, ' | ' order by reported.as_printed) as texts
    from reported
    inner join reread_rows
        on
            reported.document_id = reread_rows.document_id
            and reported.row_number = reread_rows.row_number
    group by
        reported.document_id,
        reported.row_number
),

failures as (
    select
        differing_cells.document_id,
        differing_cells.row_number,
        differing_cells.column_name,
        differing_cells.as_extracted,
        differing_cells.as_reported
    from differing_cells
    left join reread_rows
        on
            differing_cells.document_id = reread_rows.document_id
            and differing_cells.row_number = reread_rows.row_number
    where reread_rows.document_id is null
    union all
    select
        reread_rows.document_id,
        reread_rows.row_number,
        'whole row' as column_name,
        extracted_texts.texts as as_extracted,
        reported_texts.texts as as_reported
    from reread_rows
    left join extracted_texts
        on
            reread_rows.document_id = extracted_texts.document_id
            and reread_rows.row_number = extracted_texts.row_number
    left join reported_texts
        on
            reread_rows.document_id = reported_texts.document_id
            and reread_rows.row_number = reported_texts.row_number
    where extracted_texts.texts is distinct from reported_texts.texts
)

select
    failures.document_id,
    indicator_rows.source_file,
    indicator_rows.page,
    indicator_rows.line_start,
    failures.row_number,
    failures.column_name,
    failures.as_extracted as as_printed,
    failures.as_reported
from failures
left join indicator_rows
    on
        failures.document_id = indicator_rows.document_id
        and failures.row_number = indicator_rows.row_number

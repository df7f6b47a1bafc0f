-- Structural: each printed cell of a leading document's row stands in fct_reported_value exactly once, unchanged. Of a
-- row that was settled or corrected as a whole, the cells are those of the reading that was chosen, in its columns: it
-- may take for a cell what the first reading leaves out ('Indikator (nämnd) KF:s årsmål Årsmål' above '60 % 61 %').
-- For whoever changes a model; it reads the raw table, so that no model vouches for itself.
with indicator_rows as (
    select
        indicator_row.*,
        {{ nth('indicator_row.readings', 'choice.chosen_reading') }} as reading
    from {{ source('raw', 'indicator_row') }} as indicator_row
    inner join {{ source('raw', 'document') }} as document
        on
            indicator_row.document_id = document.document_id
            and document.status = 'leading'
    left join {{ ref('int_reading_choice') }} as choice
        on
            indicator_row.document_id = choice.document_id
            and indicator_row.row_number = choice.row_number
),

printed as (
    {%- for column in cell_columns() %}
        select
            document_id,
            row_number,
            '{{ column.name }}' as column_name,
            case
                when reading is null then {{ column.name }}
                else {{ field_of('reading', column.name) }}
            end as as_printed
        from indicator_rows
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

extracted as (
    select * from printed
    where coalesce({{ trimmed('as_printed') }}, '') <> ''
),

reported as (
    select
        document_id,
        row_number,
        column_name,
        as_printed
    from {{ ref('fct_reported_value') }}
),

failures as (
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

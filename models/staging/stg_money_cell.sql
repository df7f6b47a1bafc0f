-- One row per printed cell of a money table, with what the text says.
with source as {{ as_part_of_each_use() }} (
    select * from {{ source('raw', 'money_cell') }}
),

-- A star behind a figure (`-6,4*`) is the mark of a footnote. Materialized: each text is parsed once.
plain_texts as {{ as_computed_once() }} (
    select
        as_printed,
        {{ tidy(replace_all(tidy('as_printed'), ' ?[*]+$', '')) }} as plain_text
    from (select distinct as_printed from source) as printed
),

texts as (
    {{ read_texts('plain_texts', 'plain_text') }}
),

stg_money_cell as (
    select
        source.document_id,
        source.table_number,
        source.row_number,
        source.cell_number,
        source.source_file,
        source.page,
        source.line,
        source.row_label,
        source.parent_label,
        source.column_number,
        source.column_label,
        source.is_total,
        source.as_printed,
        texts.kind,
        texts.value,
        case when texts.printed_unit = '%' then 'procent' else texts.printed_unit end as printed_unit,
        source.column_evidence,
        source.note,
        {{ joined_list('source.evidence', ', ') }} as evidence,
        {{ joined_list('source.readings', ', ') }} as readings
    from source
    inner join plain_texts
        on source.as_printed = plain_texts.as_printed
    left join texts
        on plain_texts.plain_text = texts.parsed_text
)

select * from stg_money_cell

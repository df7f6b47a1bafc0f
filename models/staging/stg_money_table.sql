with source as (
    select * from {{ source('raw', 'money_table') }}
),

stg_money_table as (
    select
        document_id,
        table_number,
        source_file,
        page,
        line_start,
        line_end,
        section,
        area_heading,
        caption,
        kind,
        nullif(unit, 'mixed') as unit
    from source
)

select * from stg_money_table

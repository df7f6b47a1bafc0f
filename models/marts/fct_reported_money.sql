with cells as (
    select * from {{ ref('int_money_cell') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

fct_reported_money as (
    select
        districts.name as district,
        cells.year,
        cells.row_label,
        cells.parent_label,
        cells.column_label,
        cells.value,
        cells.unit,
        cells.as_printed,
        cells.measure,
        cells.side,
        cells.stage,
        cells.transfers,
        cells.period,
        cells.kind,
        cells.is_total,
        cells.table_kind,
        cells.section,
        cells.area_heading,
        cells.caption,
        cells.report,
        cells.report_year,
        cells.column_evidence,
        cells.evidence,
        cells.readings,
        cells.note,
        cells.reported_money_id,
        cells.district_id,
        cells.document_id,
        cells.source_file,
        cells.table_number,
        cells.row_number,
        cells.cell_number,
        cells.column_number,
        cells.page,
        cells.line_start
    from cells
    inner join districts
        on cells.district_id = districts.district_id
)

select * from fct_reported_money

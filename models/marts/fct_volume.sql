with volumes as (
    select * from {{ ref('int_volume') }}
    where
        choice = 1
        and not is_printed_twice
),

districts as (
    select * from {{ ref('dim_district') }}
),

insatser as (
    select * from {{ ref('dim_insats') }}
),

fct_volume as (
    select
        insatser.subject,
        insatser.name as insats,
        districts.name as district,
        volumes.period,
        volumes.measure,
        volumes.gender,
        volumes.value,
        volumes.unit,
        insatser.part,
        volumes.year,
        volumes.is_part_of_year,
        insatser.is_sum,
        volumes.as_printed,
        volumes.row_label,
        volumes.parent_label,
        volumes.column_label,
        volumes.report,
        volumes.report_year,
        volumes.column_evidence,
        volumes.reported_money_id,
        volumes.district_id,
        volumes.insats_id,
        insatser.subject_id,
        volumes.document_id,
        volumes.source_file,
        volumes.page,
        volumes.line_start
    from volumes
    inner join districts
        on volumes.district_id = districts.district_id
    inner join insatser
        on volumes.insats_id = insatser.insats_id
)

select * from fct_volume

with changes as (
    select * from {{ ref('stg_refresh_change') }}
),

distinct_changes as (
    select distinct
        concat_ws(
            '/',
            refresh_id,
            change,
            document_id,
            cast(line_start as string),
            indicator_id,
            district_id,
            period_id,
            gender,
            measure,
            old_value,
            new_value
        ) as change_id,
        refresh_id,
        change,
        document_id,
        source_file,
        line_start,
        indicator_id,
        district_id,
        period_id,
        gender,
        measure,
        old_value,
        new_value
    from changes
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

refresh_change as (
    select
        distinct_changes.change,
        indicators.name as indicator,
        districts.name as district,
        distinct_changes.period_id,
        distinct_changes.gender,
        distinct_changes.measure,
        distinct_changes.old_value,
        distinct_changes.new_value,
        distinct_changes.refresh_id,
        distinct_changes.change_id,
        distinct_changes.indicator_id,
        distinct_changes.district_id,
        distinct_changes.document_id,
        distinct_changes.source_file,
        distinct_changes.line_start
    from distinct_changes
    left join indicators
        on distinct_changes.indicator_id = indicators.indicator_id
    left join districts
        on distinct_changes.district_id = districts.district_id
)

select * from refresh_change

with changes as (
    select * from {{ ref('stg_refresh_change') }}
),

refresh_change as (
    select distinct
        concat_ws(
            '/',
            refresh_id,
            change,
            document_id,
            cast(line_start as varchar),
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
)

select * from refresh_change

-- One figure for each insats, unit, period, measure and gender of a council. Of reports that say it, the one of the
-- year itself leads, then a later one. Where one report prints it twice, and differently, none is taken.
with cells as (
    select * from {{ ref('int_volume_cell') }}
    where
        insats_id is not null
        and kind = 'value'
        and value is not null
        and measure is not null
        and period is not null
        and not is_gender_off
),

ranked as (
    select
        *,
        row_number() over (
            partition by district_id, insats_id, unit, period, measure, gender
            order by
                case when report_year = year then 0 else 1 end asc nulls last,
                report_year desc,
                report_place desc,
                table_number asc nulls last,
                row_number asc nulls last,
                column_number asc nulls last
        ) as choice,
        min(value) over (partition by document_id, insats_id, unit, period, measure, gender)
        < max(value) over (partition by document_id, insats_id, unit, period, measure, gender) as is_printed_twice
    from cells
),

int_volume as (
    select
        reported_money_id,
        document_id,
        source_file,
        page,
        line_start,
        district_id,
        report,
        report_year,
        row_label,
        parent_label,
        column_label,
        as_printed,
        value,
        column_evidence,
        insats_id,
        unit,
        gender,
        year,
        period,
        is_part_of_year,
        measure,
        choice,
        is_printed_twice
    from ranked
)

select * from int_volume

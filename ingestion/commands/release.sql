-- What one release says otherwise than the one before it: one row a figure. `old_*` and `new_*` are the cells and
-- documents of the two, `report_order` the place of a kind of report in its year.
with old as (
    select
        cell.*,
        document.report_id,
        document.year as document_year,
        report_order.place
    from old_cells as cell
    inner join old_documents as document
        on cell.document_id = document.document_id
    inner join report_order
        on document.report = report_order.report
    where document.status <> 'superseded'
),

new as (
    select
        cell.*,
        document.report_id,
        document.year as document_year,
        report_order.place
    from new_cells as cell
    inner join new_documents as document
        on cell.document_id = document.document_id
    inner join report_order
        on document.report = report_order.report
    where document.status <> 'superseded'
),

old_placed as (
    select
        *,
        row_number() over (
            partition by report_id, indicator_id, period_id, gender, measure
            order by row_number, line_start
        ) as occurrence
    from old
),

new_placed as (
    select
        *,
        row_number() over (
            partition by report_id, indicator_id, period_id, gender, measure
            order by row_number, line_start
        ) as occurrence
    from new
),

-- The same cell of the same report in both.
paired as (
    select
        old_placed as before,
        case when new_placed.document_id is null then elsewhere else new_placed end as after
    from old_placed
    left join new_placed
        on
            old_placed.report_id = new_placed.report_id
            and old_placed.indicator_id = new_placed.indicator_id
            and old_placed.period_id = new_placed.period_id
            and old_placed.gender = new_placed.gender
            and old_placed.measure = new_placed.measure
            and old_placed.occurrence = new_placed.occurrence
    -- The same print under another indicator, period or measure: an alias was mended.
    left join new_placed as elsewhere
        on old_placed.reported_value_id = elsewhere.reported_value_id
),

same_report as (
    select
        case
            when after.document_id is null then 'withdrawn'
            when after.indicator_id <> before.indicator_id or after.period_id <> before.period_id then 'reassigned'
            when
                after.corrected_text is distinct from before.corrected_text
                or after.correction_reason is distinct from before.correction_reason then 'corrected'
            when after.document_id <> before.document_id then 'revised'
            else 'read_anew'
        end as change,
        before,
        after
    from paired
    where
        after.document_id is null
        or before.as_printed is distinct from after.as_printed
        or before.figure_value is distinct from after.figure_value
        or before.is_withheld is distinct from after.is_withheld
        or before.corrected_text is distinct from after.corrected_text
        or before.indicator_id <> after.indicator_id
        or before.period_id <> after.period_id
),

-- What a later report says anew of what was released: a figure of the same unit that is another one, also when it is
-- rounded as the later one is printed.
latest as (
    select *
    from old
    where
        figure_value is not null
        and not is_withheld
        and measure in ('outcome', 'annual_target')
    qualify rank() over (
        partition by indicator_id, district_id, period_id, gender, measure, figure_unit
        order by document_year desc, place desc
    ) = 1
),

arrived as (
    select new_placed.*
    from new_placed
    left join old
        on
            new_placed.report_id = old.report_id
    where
        old.report_id is null
        and new_placed.figure_value is not null
        and not new_placed.is_withheld
),

said_again as (
    select
        latest as before,
        arrived as after,
        round(cast(latest.figure_value as double), cast(length(regexp_extract(arrived.as_printed, ',(\d+)', 1)) as integer))
        = cast(arrived.figure_value as double) as is_same
    from arrived
    inner join latest
        on
            arrived.indicator_id = latest.indicator_id
            and arrived.district_id = latest.district_id
            and arrived.period_id = latest.period_id
            and arrived.gender = latest.gender
            and arrived.measure = latest.measure
            and arrived.figure_unit is not distinct from latest.figure_unit
            and (arrived.document_year, arrived.place) > (latest.document_year, latest.place)
),

restated as (
    select
        'restated' as change,
        before,
        after
    from said_again
    qualify
        not max(is_same) over (partition by after.reported_value_id)
        and row_number() over (
            partition by
                after.report_id,
                after.indicator_id,
                after.period_id,
                after.gender,
                after.measure,
                after.figure_value
            order by after.row_number, before.row_number
        ) = 1
)

select
    change,
    before.indicator_id as indicator_id,
    before.indicator as indicator,
    before.district_id as district_id,
    before.district as district,
    before.period_id as period_id,
    before.gender as gender,
    before.measure as measure,
    cast(before.figure_value as double) as old_value,
    cast(after.figure_value as double) as new_value,
    coalesce(after.figure_unit, before.figure_unit) as unit,
    before.as_printed as old_as_printed,
    after.as_printed as new_as_printed,
    before.report_id as old_report_id,
    after.report_id as new_report_id,
    before.source_file as old_source_file,
    before.line_start as old_line_start,
    after.source_file as new_source_file,
    after.line_start as new_line_start,
    after.correction_reason as reason
from (
    select * from same_report
    union all
    select * from restated
)
order by
    change,
    district,
    indicator,
    period_id,
    gender,
    measure,
    new_report_id,
    new_line_start

-- KF's target for an indicator and a year, as far as the documents agree: the number that most councils print, ties to
-- the latest report; words and blanks give way to numbers. A cell that was read by means of KF's number in other
-- documents has no vote.
with reported_cells as (
    select * from {{ ref('int_reported_cell') }}
    where
        measure = 'kf_target'
        and is_certain
        and not is_withheld
        and kind <> 'text'
),

reports as (
    select * from {{ ref('reports') }}
),

cells as (
    select
        reported_cells.* {{ but(['value', 'lower', 'upper', 'unit']) }},
        reported_cells.figure_value as value,
        reported_cells.figure_lower as lower,
        reported_cells.figure_upper as upper,
        reported_cells.figure_unit as unit,
        reports.place as report_order,
        {{ is_number('reported_cells.kind') }} as is_number,
        coalesce(reported_cells.settled_rules, '') not like '%kf_target%' as has_vote
    from reported_cells
    inner join reports
        on reported_cells.report = reports.report
),

indicators as (
    select * from {{ ref('int_indicator') }}
),

figures as (
    select
        indicator_id,
        year,
        kind,
        value,
        lower,
        upper,
        unit,
        is_number,
        count(distinct case when has_vote then district_id end) as councils,
        max(case when has_vote and not is_council_row then 1 else 0 end) as stands_at_kf_level,
        max(report_order) as latest_report
    from cells
    group by
        indicator_id,
        year,
        kind,
        value,
        lower,
        upper,
        unit,
        is_number
),

ranked_figures as (
    select
        *,
        row_number() over (
            partition by indicator_id, year
            order by
                is_number desc,
                stands_at_kf_level desc,
                case when is_number then councils end desc,
                latest_report desc,
                councils desc,
                kind asc nulls last,
                value asc nulls last,
                upper asc nulls last,
                unit asc nulls last
        ) as choice
    from figures
),

-- The place to look it up: the latest report that prints the figure at KF level.
ranked_cells as (
    select
        cells.*,
        ranked_figures.councils,
        row_number() over (
            partition by cells.indicator_id, cells.year
            order by
                cells.has_vote desc,
                cells.is_council_row asc nulls last,
                cells.report_order desc,
                cells.document_id asc nulls last,
                cells.row_number asc nulls last
        ) as choice
    from cells
    inner join ranked_figures
        on
            cells.indicator_id = ranked_figures.indicator_id
            and cells.year = ranked_figures.year
            and cells.kind = ranked_figures.kind
            and cells.value is not distinct from ranked_figures.value
            and cells.lower is not distinct from ranked_figures.lower
            and cells.upper is not distinct from ranked_figures.upper
            and cells.unit is not distinct from ranked_figures.unit
            and ranked_figures.choice = 1
),

prints as (
    select distinct
        indicator_id,
        year,
        report_order,
        report_id,
        as_printed
    from cells
),

histories as (
    select
        indicator_id,
        year,
        {{ joined(
            "report_id || ': ' || as_printed",
            '; ',
            'report_order nulls last, report_id nulls last, as_printed nulls last'
        ) }} as history
    from prints
    group by
        indicator_id,
        year
),

int_kf_target as (
    select
        ranked_cells.indicator_id || '/' || cast(ranked_cells.year as string) as kf_target_id,
        ranked_cells.indicator_id,
        ranked_cells.year,
        ranked_cells.value,
        ranked_cells.lower,
        ranked_cells.upper,
        ranked_cells.unit,
        ranked_cells.unit_assumed,
        ranked_cells.kind,
        indicators.kf_target_scope as scope,
        ranked_cells.as_printed,
        cast(ranked_cells.councils as integer) as councils,
        histories.history,
        ranked_cells.column_evidence,
        {{ reported_value_id('ranked_cells') }} as reported_value_id,
        ranked_cells.document_id,
        ranked_cells.source_file,
        ranked_cells.row_number,
        ranked_cells.page,
        ranked_cells.line_start,
        ranked_cells.line_end
    from ranked_cells
    inner join indicators
        on ranked_cells.indicator_id = indicators.indicator_id
    inner join histories
        on
            ranked_cells.indicator_id = histories.indicator_id
            and ranked_cells.year = histories.year
    where ranked_cells.choice = 1
)

select * from int_kf_target

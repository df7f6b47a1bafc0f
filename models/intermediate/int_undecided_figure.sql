-- What a row that nothing settles may state: every figure that some of its readings hold and others do not. None of
-- them is a number anywhere; they say where one is missing, and why.
with candidates as (
    select * from {{ ref('int_cell_candidate') }}
    where
        column_evidence = 'ambiguous'
        and reading_number > 0
        and not is_agreed
),

choices as (
    select * from {{ ref('int_reading_choice') }}
),

reports as (
    select * from {{ ref('reports') }}
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by
                candidates.indicator_id,
                candidates.district_id,
                candidates.period_id,
                candidates.gender,
                candidates.measure
            order by
                candidates.year desc,
                reports.place desc,
                candidates.is_council_row asc nulls last,
                candidates.document_id asc nulls last,
                candidates.row_number asc nulls last,
                candidates.reading_number asc nulls last
        ) as choice
    from candidates
    inner join reports
        on candidates.report = reports.report
    left join choices
        on
            candidates.document_id = choices.document_id
            and candidates.row_number = choices.row_number
    where choices.document_id is null
),

int_undecided_figure as (
    select
        indicator_id,
        district_id,
        period_id,
        gender,
        measure,
        goal_id,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        line_end
    from ranked
    where choice = 1
)

select * from int_undecided_figure

-- One figure for each area, part, period, stage, side and measure of a council. Of several that say it, the report of
-- the year itself leads one of another year, a later report an earlier one, the overview the table of the area.
with money as (
    select * from {{ ref('int_money') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

subjects as (
    select * from {{ ref('dim_subject') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by district_id, area, part, period, stage, transfers, side, measure
            order by
                case when report_year = year then 0 else 1 end asc nulls last,
                report_year desc,
                report_place desc,
                table_kind asc nulls last,
                -- `Summa` without and with the capital costs: the last sum is the whole
                case when level = 'council' then -row_number else row_number end asc nulls last,
                table_number asc nulls last,
                column_number asc nulls last
        ) as choice
    from money
),

fct_money as (
    select
        districts.name as district,
        subjects.name as subject,
        coalesce(ranked.part, 'whole') as part,
        ranked.period,
        ranked.stage,
        ranked.side,
        ranked.measure,
        ranked.amount,
        ranked.transfers,
        ranked.level,
        ranked.year,
        ranked.is_part_of_year,
        ranked.as_printed,
        ranked.printed_unit,
        ranked.is_sign_turned,
        ranked.is_side_assumed,
        ranked.area,
        ranked.row_label,
        ranked.column_label,
        ranked.table_kind,
        ranked.report,
        ranked.report_year,
        ranked.column_evidence,
        ranked.reported_money_id,
        ranked.district_id,
        ranked.subject_id,
        ranked.document_id,
        ranked.source_file,
        ranked.page,
        ranked.line_start
    from ranked
    inner join districts
        on ranked.district_id = districts.district_id
    left join subjects
        on ranked.subject_id = subjects.subject_id
    where ranked.choice = 1
)

select * from fct_money

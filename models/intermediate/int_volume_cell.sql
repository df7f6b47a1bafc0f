-- Each printed figure of a table of volumes: of which insats of which area, what it counts, of which period and gender.
-- Names repeat under different areas (`Stödboende`), and under different groups of one (`Helårspersoner`).
with cells as (
    select * from {{ ref('int_money_cell') }}
    where
        table_kind = 'volumes'
        -- `Kostnad (tkr/mån)` stands among volumes and is none
        and coalesce(unit, '') not in ('mnkr', 'tkr', 'kronor')
),

subject_aliases as (
    select * from {{ ref('stg_subject_alias') }}
),

insats_aliases as (
    select * from {{ ref('stg_insats_alias') }}
),

titles as (
    select * from {{ ref('stg_money_title') }}
),

-- Some hundred labels repeat: each different one is folded once.
headings as (
    select
        area_heading,
        {{ slug('area_heading') }} as area_slug,
        {{ area_key('area_heading') }} as area_key
    from (select distinct area_heading from cells) as printed
    where area_heading is not null
),

parents as (
    select
        parent_label,
        {{ area_key('parent_label') }} as parent_key
    from (select distinct parent_label from cells) as printed
    where parent_label is not null
),

row_labels as (
    select
        row_label,
        {{ insats_key('row_label') }} as insats_key
    from (select distinct row_label from cells) as printed
),

placed as (
    select
        cells.*,
        titles.gender,
        coalesce(subject_aliases.subject_id, headings.area_slug, 'hela-namnden') as area,
        subject_aliases.subject_id,
        subject_aliases.part,
        -- `varav kvinnor` is about the nearest column to its left that is not a part itself
        {{ last_known('case when titles.gender is null then cells.reported_money_id end') }} over (
            partition by cells.document_id, cells.table_number, cells.row_number
            order by cells.column_number asc nulls first, cells.cell_number asc nulls last
            rows between unbounded preceding and current row
        ) as whole_id
    from cells
    left join titles
        on cells.column_label = titles.title
    left join headings
        on cells.area_heading = headings.area_heading
    left join subject_aliases
        on headings.area_key = subject_aliases.area_key
),

with_whole as (
    select
        placed.*,
        whole.year as whole_year,
        whole.report_year as whole_report_year,
        whole.period as whole_period,
        whole.is_part_of_year as is_whole_part_of_year,
        whole.measure as whole_measure,
        whole.value as whole_value,
        sum(case when placed.gender is not null then placed.value end) over (
            partition by placed.whole_id
        ) as sum_of_genders
    from placed
    left join placed as whole
        on placed.whole_id = whole.reported_money_id
),

int_volume_cell as (
    select
        with_whole.reported_money_id,
        with_whole.document_id,
        with_whole.source_file,
        with_whole.page,
        with_whole.line_start,
        with_whole.table_number,
        with_whole.row_number,
        with_whole.column_number,
        with_whole.district_id,
        with_whole.report,
        with_whole.report_place,
        with_whole.report_year,
        with_whole.row_label,
        with_whole.parent_label,
        with_whole.column_label,
        with_whole.is_total,
        with_whole.as_printed,
        with_whole.value,
        with_whole.kind,
        with_whole.column_evidence,
        with_whole.area,
        with_whole.subject_id,
        with_whole.part,
        insats_aliases.insats_id,
        insats_aliases.unit,
        coalesce(with_whole.gender, 'total') as gender,
        case when with_whole.gender is null then with_whole.year else with_whole.whole_year end as year,
        case when with_whole.gender is null then with_whole.period else with_whole.whole_period end as period,
        case
            when with_whole.gender is null then with_whole.is_part_of_year
            else with_whole.is_whole_part_of_year
        end as is_part_of_year,

        -- `2022` in the plan of 2024, without a word, can only be what was done; `Planering`, `VP 2024` are plans
        case
            when with_whole.whole_measure in ('budget', 'adjusted_budget') then 'plan'
            when with_whole.whole_measure = 'outcome' then 'outcome'
            when with_whole.whole_measure = 'forecast' then 'forecast'
            when with_whole.whole_measure = 'volume' and with_whole.whole_year < with_whole.report_year then 'outcome'
            when with_whole.whole_measure = 'volume' then 'not_stated'
        end as measure,
        with_whole.gender is not null
        and coalesce(round(with_whole.sum_of_genders - with_whole.whole_value, 6) <> 0, true) as is_gender_off
    from with_whole
    left join parents
        on with_whole.parent_label = parents.parent_label
    left join row_labels
        on with_whole.row_label = row_labels.row_label
    left join insats_aliases
        on
            with_whole.area = insats_aliases.area
            and coalesce(with_whole.part, '') = insats_aliases.part
            and coalesce(parents.parent_key, '') = insats_aliases.parent_key
            and row_labels.insats_key = insats_aliases.insats_key
)

select * from int_volume_cell

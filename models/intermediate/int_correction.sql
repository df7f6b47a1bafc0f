-- The corrections ledger against the loaded rows: one row per line of the ledger and row that it is for. A line whose
-- printed text no longer stands in the document is not applied, and says so; lines for reports that are not loaded
-- are left out. The steward's lines are read over those of the seed.
with steward_lines as (
    select * from {{ ref('stg_steward_correction') }}
),

seed_lines as (
    select * from {{ ref('stg_correction') }}
),

indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

candidates as (
    select * from {{ ref('int_cell_candidate') }}
),

readings as (
    select distinct
        document_id,
        row_number,
        reading_number
    from {{ ref('stg_indicator_reading') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

all_lines as (
    select
        steward_lines.*,
        'corrections.csv' as ledger,
        1 as precedence
    from steward_lines
    union
    select
        seed_lines.*,
        'seeds/corrections.csv' as ledger,
        2 as precedence
    from seed_lines
),

ranked_lines as (
    select
        *,
        concat_ws(
            '/',
            report_id,
            coalesce(area_goal_number, ''),
            coalesce(council_goal_folded, ''),
            indicator_folded,
            column_name
        ) as cell_key,
        rank() over (
            partition by
                report_id,
                area_goal_number,
                council_goal_folded,
                indicator_folded,
                column_name
            order by precedence nulls last
        ) as choice
    from all_lines
),

lines as (
    select
        *,
        count(*) over (partition by cell_key) as lines_of_cell
    from ranked_lines
    where choice = 1
),

lines_with_rows as (
    select
        lines.*,
        documents.document_id,
        documents.source_file,
        indicator_rows.row_number,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.column_evidence = 'ambiguous' as is_ambiguous
    from lines
    inner join documents
        on lines.report_id = documents.report_id
    left join indicator_rows
        on
            documents.document_id = indicator_rows.document_id
            and lines.indicator_folded = indicator_rows.indicator_folded
            and coalesce(lines.area_goal_number, indicator_rows.area_goal_number, '')
            = coalesce(indicator_rows.area_goal_number, '')
            and coalesce(lines.council_goal_folded, '')
            = coalesce(indicator_rows.council_goal_title_folded, '')
),

standing_prints as (
    select distinct
        candidates.document_id,
        candidates.row_number,
        candidates.column_name,
        {{ squeeze('candidates.as_printed') }} as print
    from candidates
    inner join lines_with_rows
        on
            candidates.document_id = lines_with_rows.document_id
            and candidates.row_number = lines_with_rows.row_number
            and candidates.column_name = lines_with_rows.column_name
),

lines_with_cells as (
    select
        lines_with_rows.*,
        candidates.as_printed,
        -- In an ambiguous row the printed text may stand in this column in any of the readings.
        standing_prints.document_id is not null as stands_as_printed
    from lines_with_rows
    left join standing_prints
        on
            lines_with_rows.document_id = standing_prints.document_id
            and lines_with_rows.row_number = standing_prints.row_number
            and lines_with_rows.column_name = standing_prints.column_name
            and {{ squeeze('lines_with_rows.printed_text') }} = standing_prints.print
    left join candidates
        on
            lines_with_rows.document_id = candidates.document_id
            and lines_with_rows.row_number = candidates.row_number
            and lines_with_rows.column_name = candidates.column_name
            and candidates.reading_number = 0
),

checked_lines as (
    select
        *,
        case
            when
                column_name not in (
                    'outcome', 'outcome_men', 'outcome_women', 'previous_outcome', 'other_previous_outcome', 'forecast',
                    'annual_target', 'kf_target'
                )
                then 'the ledger names a column that does not exist'
            when lines_of_cell > 1 then 'several lines of the ledger speak of this cell'
            when row_number is null then 'the document has no such row'
            when is_ambiguous and printed_text is null then null
            when not stands_as_printed then 'the printed text of the ledger does not stand in the cell'
        end as objection
    from lines_with_cells
),

-- A reading of an ambiguous row survives when every valid line finds its corrected text in the column that it names.
refused_readings as (
    select distinct
        readings.document_id,
        readings.row_number,
        readings.reading_number
    from readings
    inner join checked_lines
        on
            readings.document_id = checked_lines.document_id
            and readings.row_number = checked_lines.row_number
    left join candidates
        on
            readings.document_id = candidates.document_id
            and readings.row_number = candidates.row_number
            and readings.reading_number = candidates.reading_number
            and checked_lines.column_name = candidates.column_name
    where
        checked_lines.objection is null
        and {{ squeeze('candidates.as_printed') }} <> {{ squeeze('checked_lines.corrected_text') }}
),

surviving_readings as (
    select
        readings.document_id,
        readings.row_number,
        count(refused_readings.reading_number) as refused,
        count(*) - count(refused_readings.reading_number) as surviving,
        min(case when refused_readings.reading_number is null then readings.reading_number end) as chosen_reading
    from readings
    left join refused_readings
        on
            readings.document_id = refused_readings.document_id
            and readings.row_number = refused_readings.row_number
            and readings.reading_number = refused_readings.reading_number
    group by
        readings.document_id,
        readings.row_number
),

judged_lines as (
    select
        checked_lines.*,
        case
            when checked_lines.is_ambiguous and surviving_readings.surviving = 1
                then surviving_readings.chosen_reading
        end as chosen_reading,
        case
            when checked_lines.objection is not null then checked_lines.objection
            when checked_lines.is_ambiguous and coalesce(surviving_readings.surviving, 0) <> 1
                then
                    'the ledger leaves ' || cast(coalesce(surviving_readings.surviving, 0) as string)
                    || ' readings of the ambiguous row'
        end as final_objection
    from checked_lines
    left join surviving_readings
        on
            checked_lines.document_id = surviving_readings.document_id
            and checked_lines.row_number = surviving_readings.row_number
),

texts as (
    {{ read_texts('judged_lines', 'corrected_text') }}
),

parsed_lines as (
    select
        judged_lines.*,
        texts.kind,
        texts.value,
        texts.lower,
        texts.upper,
        texts.printed_unit,
        texts.decimals
    from judged_lines
    left join texts
        on judged_lines.corrected_text = texts.parsed_text
),

-- In a cell that is read for certain a line puts another text in the print's place: one that says something.
final_lines as (
    select
        * {{ but(['final_objection']) }},
        case
            when final_objection is not null or is_ambiguous then final_objection
            when {{ squeeze('corrected_text') }} = {{ squeeze('printed_text') }} then null
            when kind = 'text' then 'the corrected text is neither a number nor one of the known words'
            when
                kind in ('direction', 'left_to_council', 'set_later')
                and column_name not in ('annual_target', 'kf_target')
                then 'the corrected text is no number'
        end as final_objection
    from parsed_lines
),

int_correction as (
    select
        ledger || '/' || cell_key as correction_key,
        ledger,
        line_number,
        report_id,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        is_ambiguous,
        indicator,
        column_name,
        as_printed,
        printed_text,
        corrected_text,
        reason,
        decided_from,
        chosen_reading,
        final_objection is null as is_applied,
        -- A line that says what is read anyway confirms it: one ledger serves a text and its excerpt.
        not is_ambiguous and {{ squeeze('corrected_text') }} = {{ squeeze('printed_text') }} as is_confirmation,
        final_objection as objection,
        kind,
        value,
        lower,
        upper,
        printed_unit,
        decimals
    from final_lines
)

select * from int_correction

-- Pairs of places that disagree. A row that was read by means of a rule is never judged by that rule: settled_rules
-- names what other documents were used for, evidence what was assumed within the document.
{% set row_place = '(indicator_rows.document_id, indicator_rows.row_number)' -%}
with reported_cells as {{ as_part_of_each_use() }} (
    select
        cells.*,
        {{ reported_value_id('cells') }} as reported_value_id,
        concat_ws(
            ' ',
            cells.kind,
            {{ number_text('cells.figure_value') }},
            {{ number_text('cells.figure_lower') }},
            {{ number_text('cells.figure_upper') }},
            case when {{ is_number('cells.kind') }} then coalesce(cells.figure_unit, 'no unit') end
        ) as meaning,
        {{ is_number('cells.kind') }} as is_number,
        left(cells.period_id, 4) < cast(cells.year as string) as is_about_an_earlier_year,
        coalesce(cells.settled_rules, '') like '%kf_target%' as is_settled_by_kf_target,
        coalesce(cells.settled_rules, '') like '%outcome%' as is_settled_by_outcome
    from {{ ref('int_reported_cell') }} as cells
),

cells as {{ as_part_of_each_use() }} (
    select * from reported_cells
    where
        is_certain
        and not is_withheld
),

kf_targets as (
    select * from {{ ref('int_kf_target') }}
),

indicator_rows as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_indicator_row') }}
),

headings as (
    select * from {{ ref('int_goal_heading') }}
    where level <> 'council'
),

goals as (
    select * from {{ ref('int_goal') }}
),

corrections as (
    select * from {{ ref('int_correction') }}
    where not is_applied
),

goal_findings as (
    select * from {{ ref('int_goal_finding') }}
),

document_findings as (
    select * from {{ ref('stg_document_finding') }}
),

steward_aliases as (
    select * from {{ ref('stg_steward_alias') }}
),

names as (
    select * from {{ ref('int_indicator_name') }}
),

kf_cells as {{ as_part_of_each_use() }} (
    select * from cells
    where measure = 'kf_target'
),

-- domain.md 1: KF's number for an indicator and a year is the same in every district.
kf_target_differs as (
    select
        'kf_target_differs' as finding,
        'KF''s target is printed as another number elsewhere'
        || {{ corrected_note('cells') }} || {{ corrected_note('principal') }} as explanation,
        {{ pair_of_places('cells', 'principal') }}
    from kf_cells as cells
    inner join kf_targets
        on
            cells.indicator_id = kf_targets.indicator_id
            and cells.year = kf_targets.year
    inner join kf_cells as principal
        on
            kf_targets.document_id = principal.document_id
            and kf_targets.row_number = principal.row_number
    where
        cells.is_number
        and principal.is_number
        and cells.meaning <> principal.meaning
        and not cells.is_settled_by_kf_target
        and not principal.is_settled_by_kf_target
),

-- domain.md 2: an indicator under a nämndmål normally has no KF target.
kf_target_on_council_row as (
    select
        'kf_target_on_council_row' as finding,
        'a row under a nämndmål states a target of KF'
        || {{ corrected_note('cells') }} || {{ corrected_note('principal') }} as explanation,
        {{ pair_of_places('cells', 'principal') }}
    from kf_cells as cells
    inner join indicator_rows
        on
            cells.document_id = indicator_rows.document_id
            and cells.row_number = indicator_rows.row_number
    left join kf_targets
        on
            cells.indicator_id = kf_targets.indicator_id
            and cells.year = kf_targets.year
    left join kf_cells as principal
        on
            kf_targets.document_id = principal.document_id
            and kf_targets.row_number = principal.row_number
            and (cells.document_id <> principal.document_id or cells.row_number <> principal.row_number)
    where
        cells.is_council_row
        and cells.is_number
        and not cells.is_settled_by_kf_target
        and not {{ read_by('indicator_rows.evidence', ['council_row_has_no_kf']) }}
),

-- domain.md 5: a year-before outcome equals the outcome in that period's own report, and what a later report says of
-- the year in its own column. Rows under KF's goal are compared with such, rows under a nämndmål with theirs.
outcomes as {{ as_part_of_each_use() }} (
    select * from cells
    where measure = 'outcome'
),

pairs_of_outcomes as (
    select
        later.reported_value_id as later_reported_value_id,
        earlier.reported_value_id as earlier_reported_value_id,
        later.document_id as later_document_id,
        earlier.document_id as earlier_document_id,
        later.indicator_id
    from outcomes as later
    inner join outcomes as earlier
        on
            later.indicator_id = earlier.indicator_id
            and later.district_id = earlier.district_id
            and later.period_id = earlier.period_id
            and later.gender = earlier.gender
            and later.row_key = earlier.row_key
    where
        not earlier.is_previous_column
        and (
            (later.is_previous_column and (earlier.vintage = 'final' or earlier.is_about_an_earlier_year))
            or (later.is_about_an_earlier_year and earlier.vintage = 'final' and earlier.year < later.year)
        )
        and later.is_number
        and earlier.is_number
        and later.meaning <> earlier.meaning
        and not later.is_settled_by_outcome
        and not earlier.is_settled_by_outcome
),

-- A document that prints an outcome twice says it where it is printed first: looked up for the few that differ.
doubted_outcomes as (
    select
        later_document_id as document_id,
        indicator_id
    from pairs_of_outcomes
    union
    select
        earlier_document_id as document_id,
        indicator_id
    from pairs_of_outcomes
),

ranked_outcomes as (
    select
        outcomes.*,
        row_number() over (
            partition by
                outcomes.document_id,
                outcomes.indicator_id,
                outcomes.row_key,
                outcomes.period_id,
                outcomes.gender,
                outcomes.is_previous_column
            order by outcomes.row_number nulls last, outcomes.column_name nulls last
        ) as choice
    from outcomes
    inner join doubted_outcomes
        on
            outcomes.document_id = doubted_outcomes.document_id
            and outcomes.indicator_id = doubted_outcomes.indicator_id
),

previous_outcome_differs as (
    select
        'previous_outcome_differs' as finding,
        'a later report states the outcome of the earlier period otherwise'
        || {{ corrected_note('later') }} || {{ corrected_note('earlier') }} as explanation,
        {{ pair_of_places('later', 'earlier') }}
    from pairs_of_outcomes
    inner join ranked_outcomes as later
        on
            pairs_of_outcomes.later_reported_value_id = later.reported_value_id
            and later.choice = 1
    inner join ranked_outcomes as earlier
        on
            pairs_of_outcomes.earlier_reported_value_id = earlier.reported_value_id
            and earlier.choice = 1
),

-- domain.md 6: the same indicator twice in one document, with other units or cells.
repeated_indicators as (
    select
        document_id,
        indicator_id
    from indicator_rows
    group by
        document_id,
        indicator_id
    having count(*) > 1
),

repeated_cells as (
    select
        reported_cells.*,
        -- Within one document the row under KF's goal leads one under a nämndmål.
        row_number() over (
            partition by
                reported_cells.document_id,
                reported_cells.indicator_id,
                reported_cells.period_id,
                reported_cells.measure,
                reported_cells.gender,
                reported_cells.is_previous_column,
                not reported_cells.is_certain or reported_cells.is_withheld or reported_cells.kind = 'text'
            order by
                reported_cells.is_council_row nulls last,
                reported_cells.row_number nulls last,
                reported_cells.column_name nulls last
        ) as document_choice
    from reported_cells
    inner join repeated_indicators
        on
            reported_cells.document_id = repeated_indicators.document_id
            and reported_cells.indicator_id = repeated_indicators.indicator_id
),

cells_differ_in_document as (
    select
        'cells_differ_in_document' as finding,
        'the indicator stands twice in the document'
        || {{ corrected_note('following') }} || {{ corrected_note('principal') }}
        || ': ' || following.column_name as explanation,
        {{ pair_of_places('following', 'principal') }}
    from repeated_cells as following
    inner join repeated_cells as principal
        on
            following.document_id = principal.document_id
            and following.indicator_id = principal.indicator_id
            and following.column_name = principal.column_name
            and following.period_id = principal.period_id
    where
        principal.document_choice = 1
        and principal.is_certain
        and not principal.is_withheld
        and following.document_choice > 1
        and following.is_certain
        and not following.is_withheld
        and following.meaning <> principal.meaning
),

-- One goal, two titles.
mentions as {{ as_part_of_each_use() }} (
    select
        direction_goal_id as goal_id,
        document_id,
        source_file,
        district_id,
        page,
        line_start,
        direction_goal_title as title,
        direction_goal_title_folded as title_folded
    from indicator_rows
    union all
    select
        area_goal_id as goal_id,
        document_id,
        source_file,
        district_id,
        page,
        line_start,
        area_goal_title as title,
        area_goal_title_folded as title_folded
    from indicator_rows
    union all
    select
        goal_id,
        document_id,
        source_file,
        district_id,
        cast(null as integer) as page,
        line_start,
        title,
        title_folded
    from headings
),

-- Nearly all print the title that the goal is known by. Where one does not, it is compared with the first that does.
differing_titles as (
    select
        cast(null as string) as indicator_id,
        mentions.district_id,
        cast(null as string) as period_id,
        mentions.goal_id || '/' || mentions.document_id as reported_value_id,
        mentions.document_id,
        mentions.source_file,
        mentions.page,
        mentions.line_start,
        mentions.title as as_printed,
        mentions.goal_id,
        row_number() over (
            partition by mentions.goal_id, mentions.document_id
            order by mentions.line_start nulls last
        ) as choice
    from mentions
    inner join goals
        on
            mentions.goal_id = goals.goal_id
            and mentions.title_folded <> goals.title_folded
),

doubted_goals as (
    select distinct goal_id
    from differing_titles
),

leading_titles as (
    select
        mentions.document_id as reported_value_id,
        mentions.document_id,
        mentions.source_file,
        mentions.page,
        mentions.line_start,
        mentions.title as as_printed,
        mentions.goal_id,
        row_number() over (
            partition by mentions.goal_id
            order by mentions.document_id nulls last, mentions.line_start nulls last
        ) as choice
    from mentions
    inner join doubted_goals
        on mentions.goal_id = doubted_goals.goal_id
    inner join goals
        on
            mentions.goal_id = goals.goal_id
            and mentions.title_folded = goals.title_folded
),

goal_title_differs as (
    select
        'goal_title_differs' as finding,
        'the goal ' || differing.goal_id || ' has another title elsewhere' as explanation,
        {{ pair_of_places('differing', 'principal') }}
    from differing_titles as differing
    inner join leading_titles as principal
        on
            differing.goal_id = principal.goal_id
            and principal.choice = 1
    where differing.choice = 1
),

-- What a report says of a goal against what its indicators show, what it says elsewhere, or where its headings stand.
goal_contradicted as (
    select
        finding,
        explanation,
        cast(null as string) as indicator_id,
        district_id,
        period_id,
        place_id as reported_value_id,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        other_place_id as other_reported_value_id,
        other_document_id,
        other_source_file,
        other_page,
        other_line_start,
        other_as_printed
    from goal_findings
),

correction_not_applied as (
    select
        'correction_not_applied' as finding,
        objection || ': ' || indicator || ', ' || column_name as explanation,
        cast(null as string) as indicator_id,
        cast(null as string) as district_id,
        cast(null as string) as period_id,
        correction_key || '/' || coalesce(printed_text, '') || '/' || coalesce(corrected_text, '')
        || '/' || coalesce(cast(row_number as string), '') as reported_value_id,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        ledger as other_reported_value_id,
        cast(null as string) as other_document_id,
        ledger as other_source_file,
        cast(null as integer) as other_page,
        line_number as other_line_start,
        printed_text as other_as_printed
    from corrections
),

-- The name keeps the meaning that it has without the line; the first row that prints it is named.
alias_not_applied as (
    select
        'alias_not_applied' as finding,
        'the alias leads to ' || steward_aliases.indicator_id || ', which is no indicator' as explanation,
        min(indicator_rows.indicator_id) as indicator_id,
        {{ value_at_min('indicator_rows.district_id', row_place) }} as district_id,
        cast(null as string) as period_id,
        steward_aliases.printed_name as reported_value_id,
        {{ value_at_min('indicator_rows.document_id', row_place) }} as document_id,
        {{ value_at_min('indicator_rows.source_file', row_place) }} as source_file,
        nullif({{ value_at_min('coalesce(indicator_rows.page, 0)', row_place) }}, 0)
            as page,
        {{ value_at_min('indicator_rows.line_start', row_place) }} as line_start,
        steward_aliases.printed_name as as_printed,
        steward_aliases.indicator_id as other_reported_value_id,
        cast(null as string) as other_document_id,
        'aliases.csv' as other_source_file,
        cast(null as integer) as other_page,
        steward_aliases.line_number as other_line_start,
        steward_aliases.printed_name || ',' || steward_aliases.indicator_id as other_as_printed
    from steward_aliases
    left join names
        on
            steward_aliases.name_folded = names.name_folded
            and steward_aliases.indicator_id = names.indicator_id
    left join indicator_rows
        on steward_aliases.name_folded = indicator_rows.indicator_folded
    where names.indicator_id is null
    group by
        steward_aliases.printed_name,
        steward_aliases.indicator_id,
        steward_aliases.line_number
),

-- What ingestion found: the manifest against the text, a superseded version against the principal one.
found_by_ingestion as (
    select
        finding,
        cast(null as string) as explanation,
        cast(null as string) as indicator_id,
        cast(null as string) as district_id,
        cast(null as string) as period_id,
        concat_ws('/', document_id, cast(line_start as string), as_printed) as reported_value_id,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        concat_ws('/', other_document_id, other_source_file, cast(other_line_start as string), other_as_printed)
            as other_reported_value_id,
        other_document_id,
        other_source_file,
        other_page,
        other_line_start,
        other_as_printed
    from document_findings
),

all_findings as (
    select * from kf_target_differs
    union all
    select * from kf_target_on_council_row
    union all
    select * from previous_outcome_differs
    union all
    select * from cells_differ_in_document
    union all
    select * from goal_title_differs
    union all
    select * from goal_contradicted
    union all
    select * from correction_not_applied
    union all
    select * from alias_not_applied
    union all
    select * from found_by_ingestion
),

int_conflict as (
    select distinct
        concat_ws('/', finding, reported_value_id, other_reported_value_id) as finding_id,
        finding,
        explanation,
        indicator_id,
        district_id,
        period_id,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        other_document_id,
        other_source_file,
        other_page,
        other_line_start,
        other_as_printed
    from all_findings
)

select * from int_conflict

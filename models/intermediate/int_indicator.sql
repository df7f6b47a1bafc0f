-- The catalogue and, for printed names that it does not know, what the rows themselves show. Nothing is guessed for
-- those: the direction is unknown, unit and kind are null where the prints do not agree.
with catalogue as (
    select * from {{ ref('indicators') }}
),

indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

candidates as (
    select * from {{ ref('int_cell_candidate') }}
    where
        reading_number = 0
        and column_evidence <> 'ambiguous'
),

indicator_subjects as (
    select * from {{ ref('indicator_subjects') }}
),

subjects as (
    select * from {{ ref('subjects') }}
),

units as (
    select
        lower(printed_unit) as printed_unit,
        unit,
        unit_group
    from {{ ref('units') }}
),

unknown_rows as (
    select indicator_rows.*
    from indicator_rows
    left join catalogue
        on indicator_rows.indicator_id = catalogue.indicator_id
    where catalogue.indicator_id is null
),

-- Same name, several spellings: the one of the latest report.
ranked_names as (
    select
        indicator_id,
        indicator as name,
        row_number() over (
            partition by indicator_id
            order by year desc, report_place desc, document_id asc nulls last, row_number asc nulls last
        ) as choice
    from unknown_rows
),

shown as (
    select
        indicator_id,
        min(case when not is_council_row then 'kf' else 'm' end) as lowest_level,
        max(frequency) as highest_frequency,
        min(frequency) as lowest_frequency
    from unknown_rows
    group by indicator_id
),

shown_cells as (
    select
        indicator_id,
        count(distinct stated_unit) as stated_units,
        min(stated_unit) as stated_unit,
        min(stated_unit_group) as stated_unit_group,
        max(case when gender <> 'total' then 1 else 0 end) as gender_cells
    from candidates
    group by indicator_id
),

from_rows as (
    select
        shown.indicator_id,
        ranked_names.name,
        case when shown_cells.stated_units = 1 then shown_cells.stated_unit end as unit,
        case
            when shown_cells.stated_units = 1
                then
                    case shown_cells.stated_unit_group
                        when 'share' then 'share'
                        when 'count' then 'count'
                        when 'index' then 'index'
                        when 'energy' then 'amount'
                        when 'climate' then 'amount'
                        when 'money' then 'amount'
                    end
        end as measure_kind,
        'unknown' as desired_direction,
        'the name is not in the catalogue' as direction_reason,
        case shown.lowest_level when 'kf' then 'kf' else 'council' end as level,
        case when shown.lowest_frequency = shown.highest_frequency then shown.lowest_frequency end as frequency,
        'council' as kf_target_scope,
        coalesce(shown_cells.gender_cells, 0) = 1 as is_gender_divided,
        coalesce(shown_cells.stated_units = 1 and shown_cells.stated_unit_group in ('share', 'index'), false)
            as is_comparable_between_councils,
        false as is_catalogued
    from shown
    inner join ranked_names
        on
            shown.indicator_id = ranked_names.indicator_id
            and ranked_names.choice = 1
    left join shown_cells
        on shown.indicator_id = shown_cells.indicator_id
),

from_catalogue as (
    select
        catalogue.indicator_id,
        catalogue.name,
        coalesce(units.unit, catalogue.unit) as unit,
        catalogue.measure_kind,
        catalogue.desired_direction,
        catalogue.direction_reason,
        catalogue.level,
        catalogue.frequency,
        catalogue.kf_target_scope,
        cast(catalogue.is_gender_divided as boolean) as is_gender_divided,
        cast(catalogue.is_comparable_between_councils as boolean) as is_comparable_between_councils,
        true as is_catalogued
    from catalogue
    left join units
        on lower(catalogue.unit) = units.printed_unit
),

all_indicators as (
    select * from from_catalogue
    union all
    select * from from_rows
),

int_indicator as (
    select
        all_indicators.*,
        units.unit_group,
        indicator_subjects.subject_id,
        subjects.name as subject,
        indicator_subjects.reason as subject_reason
    from all_indicators
    left join indicator_subjects
        on all_indicators.indicator_id = indicator_subjects.indicator_id
    left join subjects
        on indicator_subjects.subject_id = subjects.subject_id
    left join units
        on lower(all_indicators.unit) = units.printed_unit
)

select * from int_indicator

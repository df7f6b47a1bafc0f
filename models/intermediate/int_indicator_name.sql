-- Every folded name that is known to mean an indicator: the steward's aliases are read over those of the seed. An alias
-- that leads to no indicator, of the catalogue or printed under a name of its own, is not applied: see int_conflict.
with steward_aliases as (
    select * from {{ ref('stg_steward_alias') }}
),

catalogue_aliases as (
    select * from {{ ref('stg_indicator_alias') }}
),

known_indicators as (
    select indicator_id
    from {{ ref('indicators') }}
    union
    select new_indicator_id as indicator_id
    from {{ ref('stg_indicator_row') }}
),

aliases as (
    select
        name_folded,
        indicator_id,
        1 as precedence
    from steward_aliases
    union all
    select
        name_folded,
        indicator_id,
        2 as precedence
    from catalogue_aliases
),

ranked as (
    select
        aliases.name_folded,
        aliases.indicator_id,
        row_number() over (
            partition by aliases.name_folded
            order by aliases.precedence nulls last, aliases.indicator_id nulls last
        ) as choice
    from aliases
    inner join known_indicators
        on aliases.indicator_id = known_indicators.indicator_id
),

int_indicator_name as (
    select
        name_folded,
        indicator_id
    from ranked
    where choice = 1
)

select * from int_indicator_name

-- Every folded name that is known to mean an indicator: the steward's aliases are read over those of the seed.
with steward_aliases as (
    select * from {{ ref('stg_steward_alias') }}
),

catalogue_aliases as (
    select * from {{ ref('stg_indicator_alias') }}
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
        name_folded,
        indicator_id,
        row_number() over (
            partition by name_folded
            order by precedence, indicator_id
        ) as choice
    from aliases
),

int_indicator_name as (
    select
        name_folded,
        indicator_id
    from ranked
    where choice = 1
)

select * from int_indicator_name

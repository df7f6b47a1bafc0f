with insatser as (
    select * from {{ ref('stg_insats') }}
),

aliases as (
    select
        insats_id,
        {{ joined_distinct('printed_name', '; ') }} as printed_names,
        {{ joined_distinct('unit', ', ') }} as units
    from {{ ref('stg_insats_alias') }}
    group by insats_id
),

subjects as (
    select * from {{ ref('dim_subject') }}
),

dim_insats as (
    select
        insatser.insats_id,
        insatser.name,
        subjects.name as subject,
        coalesce(insatser.part, 'whole') as part,
        aliases.units,
        insatser.is_sum,
        insatser.covers_area,
        aliases.printed_names,
        insatser.subject_id
    from insatser
    left join aliases
        on insatser.insats_id = aliases.insats_id
    left join subjects
        on insatser.subject_id = subjects.subject_id
)

select * from dim_insats

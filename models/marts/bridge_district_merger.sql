with mergers as (
    select * from {{ ref('district_mergers') }}
),

bridge_district_merger as (
    select
        old_district_id,
        new_district_id,
        merged_on
    from mergers
)

select * from bridge_district_merger

with mergers as (
    select * from {{ ref('district_mergers') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

bridge_district_merger as (
    select
        old_districts.name as old_district,
        new_districts.name as new_district,
        mergers.merged_on,
        mergers.old_district_id,
        mergers.new_district_id
    from mergers
    inner join districts as old_districts
        on mergers.old_district_id = old_districts.district_id
    inner join districts as new_districts
        on mergers.new_district_id = new_districts.district_id
)

select * from bridge_district_merger

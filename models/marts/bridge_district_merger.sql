with mergers as (
    select
        old_district_id,
        new_district_id,
        merged_on
    from {{ ref('district_mergers') }}
),

bridge_district_merger as (
    select
        old_district_id,
        new_district_id,
        merged_on
    from mergers
)

select
    old_district_id,
    new_district_id,
    merged_on
from bridge_district_merger

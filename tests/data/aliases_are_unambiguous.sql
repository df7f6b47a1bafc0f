-- Structural: two spellings that fold to one name mean one indicator. For whoever edits seeds/indicator_aliases.csv.
select
    name_folded,
    count(distinct indicator_id) as indicators,
    {{ joined("printed_name || ' -> ' || indicator_id", '; ', 'printed_name nulls last') }} as as_printed
from {{ ref('stg_indicator_alias') }}
group by name_folded
having count(distinct indicator_id) > 1

-- Structural: two spellings that fold to one name mean one indicator. For whoever edits seeds/indicator_aliases.csv.
select
    name_folded,
    count(distinct indicator_id) as indicators,
    string_agg(printed_name || ' -> ' || indicator_id, '; ' order by printed_name) as as_printed
from {{ ref('stg_indicator_alias') }}
group by name_folded
having count(distinct indicator_id) > 1

-- Structural: the catalogue's units stand in seeds/lexicon/units.csv, else no printed unit could ever equal them.
-- For whoever edits seeds/indicators.csv.
select
    indicators.indicator_id,
    indicators.unit as as_printed
from {{ ref('indicators') }} as indicators
left join {{ ref('units') }} as units
    on lower(indicators.unit) = lower(units.printed_unit)
where
    indicators.unit is not null
    and units.printed_unit is null

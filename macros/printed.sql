{#- What a printed cell can say (domain.md, "What a target cell can say"). The macros take tidied text, see tidy(). -#}

{#- `1 000`, `3,24`, `0`, `1735`; a dot only with one or two decimals, since `1.000` can be read in two ways. -#}
{% macro number_pattern() -%}
    (?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,[0-9]+|[.][0-9]{1,2})?
{%- endmacro %}

{#- `%`, `st`, `barn/avd.`, `GWh`, `kg CO2 per kg livsmedel`: no digit but that of CO2 and m2, so that `10 av 12` is no
    number with a unit. -#}
{% macro unit_pattern() -%}
    (?:%|[[:alpha:]åäöÅÄÖ][^0-9]*(?:(?:CO2|m2)[^0-9]*)?)
{%- endmacro %}

{#- `+/-1 %`, `+/- 1 %`, `+-1%`, `± 1 %` -#}
{% macro band_sign_pattern() -%}
    (?:[+] ?/? ?-|±) ?
{%- endmacro %}

{#- `Max 10 personer` -#}
{% macro ceiling_word_pattern() -%}
    (?:max[.]?|maximalt|högst) ?
{%- endmacro %}

{#- The kind of a printed text: value, band, ceiling, direction, left_to_council, set_later, none, or text where it is
    none of these; null for an empty cell. -#}
{% macro printed_kind(text) -%}
    case
        when {{ text }} is null then null
        when {{ text }} = '-' then 'none'
        when {{ matches(text, '(?i)^-? ?' ~ number_pattern() ~ '(?: ?' ~ unit_pattern() ~ ')?$') }} then 'value'
        when {{ matches(text, '(?i)^' ~ band_sign_pattern() ~ number_pattern() ~ '(?: ?' ~ unit_pattern() ~ ')?$') }}
            then 'band'
        when {{ matches(text, '(?i)^' ~ ceiling_word_pattern() ~ number_pattern() ~ '(?: ?' ~ unit_pattern() ~ ')?$') }}
            then 'ceiling'
        when {{ matches(text, '(?i)^(?:ök(?:a|ar|ad|ning)|minsk(?:a|ar|ad|ning))[.]?$') }} then 'direction'
        when {{ matches(text, '(?i)^tas fram av ') }} then 'left_to_council'
        when {{ matches(text, '(?i)^fastställs(?: |$)') }} then 'set_later'
        else 'text'
    end
{%- endmacro %}

{#- The number of a value, a band or a ceiling, without the words and signs before it; null for every other text. -#}
{% macro printed_number(text) -%}
    case
        when {{ printed_kind(text) }} in ('value', 'band', 'ceiling')
            then cast(replace(replace({{ capture(
                text,
                '(?i)^(?:' ~ band_sign_pattern() ~ '|' ~ ceiling_word_pattern() ~ ')?(-? ?' ~ number_pattern() ~ ')'
            ) }}, ' ', ''), ',', '.') as double)
    end
{%- endmacro %}

{#- The unit as printed behind the number; null where none is printed. -#}
{% macro printed_unit(text) -%}
    case
        when {{ printed_kind(text) }} in ('value', 'band', 'ceiling')
            then trim({{ capture(
                text,
                '(?i)^(?:' ~ band_sign_pattern() ~ '|' ~ ceiling_word_pattern() ~ ')?-? ?' ~ number_pattern()
                ~ ' ?(' ~ unit_pattern() ~ ')?$'
            ) }})
    end
{%- endmacro %}

{#- Printed decimals, 2 for `88,97 %`: how exact a figure claims to be. -#}
{% macro printed_decimals(text) -%}
    coalesce(length({{ capture(text, '[0-9][,.]([0-9]+)') }}), 0)
{%- endmacro %}

{#- The columns that every model with printed cells carries. `plain_text` must be a column of the input. -#}
{% macro parsed_columns(text) -%}
    {{ printed_kind(text) }} as kind,
    case when {{ printed_kind(text) }} = 'value' then {{ printed_number(text) }} end as value,
    case when {{ printed_kind(text) }} = 'band' then -{{ printed_number(text) }} end as lower,
    case when {{ printed_kind(text) }} in ('band', 'ceiling') then {{ printed_number(text) }} end as upper,
    {{ printed_unit(text) }} as printed_unit,
    {{ printed_decimals(text) }} as decimals
{%- endmacro %}

{#- What a printed cell can say (domain.md, "What a target cell can say"). The macros know numbers and signs; words are
    looked up in the lexicon (seeds/lexicon). They take tidied text, see tidy(). -#}

{#- `1 000`, `3,24`, `0`, `1735`; a dot only with one or two decimals, since `1.000` can be read in two ways. -#}
{% macro number_pattern() -%}
    (?:[1-9][0-9]{0,2}(?: [0-9]{3})+|0|[1-9][0-9]*)(?:,[0-9]+|[.][0-9]{1,2})?
{%- endmacro %}

{#- `%`, `st`, `barn/avd.`, `GWh`, `kg CO2 per kg livsmedel`: no digit but that of CO2 and m2, so that `10 av 12` is no
    number with a unit. -#}
{% macro unit_pattern() -%}
    (?:%|‰|(?:CO2|m2)[^0-9]*|[a-zA-ZåäöÅÄÖ][^0-9]*(?:(?:CO2|m2)[^0-9]*)?)
{%- endmacro %}

{#- A part of a printed figure: the words before it (`Max`), its sign (`+/-`, `+-`, `±`, `-`, `+`), its digits, or the
    unit behind them. Null where the text is no figure, or has no such part. -#}
{% macro figure_part(text, part) -%}
    {%- set patterns = {
        'words': '[^0-9 +±-](?:[^0-9+±-]*[^0-9 +±-])?',
        'sign': '[+] ?/? ?-|±|[+-]',
        'number': number_pattern(),
        'unit': unit_pattern()
    } -%}
    {%- set ns = namespace(pattern='(?i)^') -%}
    {%- for name, pattern in patterns.items() -%}
        {%- set group = ('(' if name == part else '(?:') ~ pattern ~ ')' -%}
        {%- set ns.pattern = ns.pattern ~ (' ?' if not loop.first) ~ group ~ ('?' if name != 'number') -%}
    {%- endfor -%}
    {{ capture(text, ns.pattern ~ '$') }}
{%- endmacro %}

{#- A printed text without the mark of a footnote behind its figure: `16¹`, `85 %*`, and `85 %1` where a converter lost
    that the digit was raised. The `²` of `m²` is none. -#}
{% macro without_mark(text) -%}
    {{ replace_all(
        replace_all(text, '([0-9%‰]|[^m0-9 ][.]?)[¹²³⁰-⁹*†‡]{1,3}[)]?$', '\\1'),
        '%[0-9][)]?$',
        '%'
    ) }}
{%- endmacro %}

{#- A part of two printed limits with their unit, `80-85 %` or `80 % - 85 %`: `lower`, `upper` or `unit`. Null where the
    text is none, as `1-14` without a unit may be days of a name. -#}
{% macro range_part(text, part) -%}
    {%- set ns = namespace(pattern='^') -%}
    {%- for name, pattern in [('lower', number_pattern()), ('upper', number_pattern()), ('unit', unit_pattern())] -%}
        {%- set between = {'lower': '', 'upper': '(?: ?%)?(?:-| - )', 'unit': ' ?'}[name] -%}
        {%- set ns.pattern = ns.pattern ~ between ~ ('(' if name == part else '(?:') ~ pattern ~ ')' -%}
    {%- endfor -%}
    {{ capture(text, ns.pattern ~ '$') }}
{%- endmacro %}

{#- Printed digits as a number. -#}
{% macro as_number(digits) -%}
    cast(replace(replace({{ digits }}, ' ', ''), ',', '.') as double)
{%- endmacro %}

{#- What two printed words must share to be one line of the lexicon: no space, case or last full stop counts, and digits
    stand for any: `Fastställs 2021` is `fastställs{year}`, as the line `Fastställs {year}` is. -#}
{% macro words_key(text) -%}
    {{ replace_all(
        replace_all(
            replace_all("replace(" ~ fold(text) ~ ", ' ', '')", '(?:19|20)[0-9]{2}', '{year}'),
            '[0-9]{2}',
            '{short_year}'
        ),
        '[0-9]',
        '{number}'
    ) }}
{%- endmacro %}

{#- Printed decimals, 2 for `88,97 %`: how exact a figure claims to be. -#}
{% macro printed_decimals(text) -%}
    coalesce(length({{ capture(text, '[0-9][,.]([0-9]+)') }}), 0)
{%- endmacro %}

{#- The different texts of a column of a relation with what each says, as a query: kind (value, band, range, none, a
    kind of the lexicon, or text where it is none of these), value, lower, upper, printed_unit, decimals. The limits are
    those that the kind states: both of a band or range, the upper one of a ceiling, the lower one of a floor. The mark
    of a footnote behind a figure is none of it. -#}
{% macro read_texts(relation, text) -%}
    with printed as (
        select distinct
            {{ text }} as parsed_text,
            {{ without_mark(text) }} as figure_text
        from {{ relation }}
        where {{ text }} is not null
    ),

    parts as (
        select
            parsed_text,
            {{ words_key('parsed_text') }} as text_key,
            {{ words_key(figure_part('figure_text', 'words')) }} as words_key,
            {{ figure_part('figure_text', 'sign') }} as sign,
            {{ as_number(figure_part('figure_text', 'number')) }} as number,
            {{ as_number(range_part('figure_text', 'lower')) }} as range_lower,
            {{ as_number(range_part('figure_text', 'upper')) }} as range_upper,
            {{ trimmed("coalesce(" ~ figure_part('figure_text', 'unit') ~ ", " ~ range_part('figure_text', 'unit') ~ ")") }}
                as unit
        from printed
    ),

    lexicon as (
        select
            kind,
            before_number,
            {{ words_key('phrase') }} as phrase_key
        from {{ ref('target_phrases') }}
    ),

    kinds as (
        select
            parts.parsed_text,
            parts.unit,
            parts.range_lower,
            parts.range_upper,
            case when parts.sign = '-' then -parts.number else parts.number end as figure,
            case
                when parts.parsed_text = '-' then 'none'
                when phrases.kind is not null then phrases.kind
                when parts.range_lower < parts.range_upper then 'range'
                when parts.number is null then 'text'
                when parts.words_key is not null then coalesce(comparators.kind, 'text')
                when parts.sign in ('-', '+') or parts.sign is null then 'value'
                else 'band'
            end as kind
        from parts
        left join lexicon as phrases
            on
                parts.text_key = phrases.phrase_key
                and phrases.before_number = 'no'
        left join lexicon as comparators
            on
                parts.words_key = comparators.phrase_key
                and comparators.before_number = 'yes'
    )

    select
        parsed_text,
        kind,
        case when kind in ('value', 'about') then figure end as value,
        case kind
            when 'band' then -figure
            when 'range' then range_lower
            when 'floor' then figure
        end as lower,
        case
            when kind in ('band', 'ceiling') then figure
            when kind = 'range' then range_upper
        end as upper,
        case when {{ is_number('kind') }} then unit end as printed_unit,
        {{ printed_decimals('parsed_text') }} as decimals
    from kinds
{%- endmacro %}

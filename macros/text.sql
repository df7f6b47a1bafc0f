{#- NFC, every kind of space (no-break, narrow, thin, figure) one plain space, every dash and the true minus `-`.
    Printed `1 000 st` with a no-break space and `−2 %` read as `1 000 st` and `-2 %`. -#}
{% macro tidy(text) -%}
    nullif({{ trimmed(replace_all(
        "translate(" ~ composed(text) ~ ", '–—−‐‑', '-----')",
        '[\\s\\x{00a0}\\x{2007}\\x{2009}\\x{202f}]+',
        ' '
    )) }}, '')
{%- endmacro %}

{#- What must be equal for two printed texts to be the same words: letter case, spaces, kind of quotation mark and a
    last full stop do not count (`Andel orosanmälningar … relation.`). -#}
{% macro fold(text) -%}
    trim(trailing ' .' from lower(translate({{ tidy(text) }}, '”“„’‘', '"""''''')))
{%- endmacro %}

{#- As fold, and no full stop counts at all: `1.1 I Stockholm …` and `1.1. I Stockholm ….` are one goal. -#}
{% macro fold_title(text) -%}
    {{ trimmed("replace(" ~ fold(text) ~ ", '.', '')") }}
{%- endmacro %}

{#- Cells are compared without any space: `90 %` and `90%` are the same print. -#}
{% macro squeeze(text) -%}
    coalesce(replace({{ tidy(text) }}, ' ', ''), '')
{%- endmacro %}

{#- A readable key: lower case ascii, words joined by `-`. -#}
{% macro slug(text) -%}
    trim(both '-' from {{ replace_all("lower(" ~ without_accents(tidy(text)) ~ ")", '[^a-z0-9]+', '-') }})
{%- endmacro %}

{#- A readable key of at most sixty characters; a longer one is cut and told apart by six hex digits of the whole. -#}
{% macro short_slug(text) -%}
    case
        when length({{ slug(text) }}) <= 60 then {{ slug(text) }}
        else left({{ slug(text) }}, 53) || '-' || left(md5({{ fold_title(text) }}), 6)
    end
{%- endmacro %}

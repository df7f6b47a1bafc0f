{#- What engines write differently, or read differently without saying so. Each name below has a macro of the engine
    (duckdb.sql, spark.sql); a model calls the name and never asks which engine it runs on. docs/decisions/spark.md has
    the list of what looks alike and is not, tests/unit/warehouse/test_portable_sql.py looks for it. -#}

{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'malbild')(text, pattern)) }}
{%- endmacro %}

{#- The first captured group, null where the pattern does not match or the group is empty. -#}
{% macro capture(text, pattern) -%}
    {{ return(adapter.dispatch('capture', 'malbild')(text, pattern)) }}
{%- endmacro %}

{#- Every match of a pattern replaced; a group is written `\1`. -#}
{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all', 'malbild')(text, pattern, replacement)) }}
{%- endmacro %}

{#- Whether a folded text holds a word, or words, as a whole: `vp` stands in `netto vp 2024`, `plan` not in
    `planering`. -#}
{% macro has_word(text, word) -%}
    {{ return(adapter.dispatch('has_word', 'malbild')(text, word)) }}
{%- endmacro %}

{#- A text in NFC, as far as the engine can: the readers' texts are. -#}
{% macro composed(text) -%}
    {{ return(adapter.dispatch('composed', 'malbild')(text)) }}
{%- endmacro %}

{#- Letters without their accents: `Älvsjö` is `Alvsjo`. -#}
{% macro without_accents(text) -%}
    {{ return(adapter.dispatch('without_accents', 'malbild')(text)) }}
{%- endmacro %}

{#- A text without the spaces of any kind around it. -#}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'malbild')(text)) }}
{%- endmacro %}

{#- A double as a text, `8.5` and `80.0`. -#}
{% macro number_text(figure) -%}
    {{ return(adapter.dispatch('number_text', 'malbild')(figure)) }}
{%- endmacro %}

{#- Texts that are not null joined in an order, null where there are none; of those rows where a condition holds. -#}
{% macro joined(text, separator, order_by, where=none) -%}
    {{ return(adapter.dispatch('joined', 'malbild')(text, separator, order_by, where)) }}
{%- endmacro %}

{#- Different texts joined in their own order, null where there are none. -#}
{% macro joined_distinct(text, separator, where=none) -%}
    {{ return(adapter.dispatch('joined_distinct', 'malbild')(text, separator, where)) }}
{%- endmacro %}

{#- Values that are not null as a list in their own order, null where there are none. -#}
{% macro sorted_list(value, where) -%}
    {{ return(adapter.dispatch('sorted_list', 'malbild')(value, where)) }}
{%- endmacro %}

{#- The texts of a list joined, null for no list. -#}
{% macro joined_list(list, separator) -%}
    {{ return(adapter.dispatch('joined_list', 'malbild')(list, separator)) }}
{%- endmacro %}

{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length', 'malbild')(list)) }}
{%- endmacro %}

{#- Whether two lists share a value, null where the first is null. -#}
{% macro lists_overlap(list, values) -%}
    {{ return(adapter.dispatch('lists_overlap', 'malbild')(list, values)) }}
{%- endmacro %}

{#- A row per element of a list, in the select list of a query. -#}
{% macro each_element(list) -%}
    {{ return(adapter.dispatch('each_element', 'malbild')(list)) }}
{%- endmacro %}

{#- As each_element, as two columns: the element's number from 1, and the element. -#}
{% macro each_numbered(list, number, element) -%}
    {{ return(adapter.dispatch('each_numbered', 'malbild')(list, number, element)) }}
{%- endmacro %}

{#- A row per integer of a span, in the select list of a query. -#}
{% macro each_number(first_number, last_number) -%}
    {{ return(adapter.dispatch('each_number', 'malbild')(first_number, last_number)) }}
{%- endmacro %}

{#- Days from one date to a later one, 0 for the same. -#}
{% macro days_between(first_date, last_date) -%}
    {{ return(adapter.dispatch('days_between', 'malbild')(first_date, last_date)) }}
{%- endmacro %}

{#- The last of so many months that begin with a first day. -#}
{% macro last_day_of_months(first_day, months) -%}
    {{ return(adapter.dispatch('last_day_of_months', 'malbild')(first_day, months)) }}
{%- endmacro %}

{#- Before the parenthesis of a `with` query that is to be computed once. -#}
{% macro as_computed_once() -%}
    {{ return(adapter.dispatch('as_computed_once', 'malbild')()) }}
{%- endmacro %}

{#- Before the parenthesis of a `with` query that each query which uses it is to work out for itself, with the columns
    that this one needs. Of its own accord DuckDB keeps all rows of what is used twice, with every column that is used
    anywhere. -#}
{% macro as_part_of_each_use() -%}
    {{ return(adapter.dispatch('as_part_of_each_use', 'malbild')()) }}
{%- endmacro %}

{#- A field of a struct. -#}
{% macro field_of(struct, name) -%}
    {{ return(adapter.dispatch('field_of', 'malbild')(struct, name)) }}
{%- endmacro %}

{#- After a `*`: all columns but these. -#}
{% macro but(columns) -%}
    {{ return(adapter.dispatch('but', 'malbild')(columns)) }}
{%- endmacro %}

{#- In a window: the last value up to here that is not null. -#}
{% macro last_known(value) -%}
    {{ return(adapter.dispatch('last_known', 'malbild')(value)) }}
{%- endmacro %}

{#- Of the rows of a group the value where another is least; a row without a value is none. -#}
{% macro value_at_min(value, by) -%}
    {{ return(adapter.dispatch('value_at_min', 'malbild')(value, by)) }}
{%- endmacro %}

{#- As value_at_min, where it is greatest. -#}
{% macro value_at_max(value, by) -%}
    {{ return(adapter.dispatch('value_at_max', 'malbild')(value, by)) }}
{%- endmacro %}

{#- The element of a list with a number from 1, null where there is none. -#}
{% macro nth(list, number) -%}
    {{ return(adapter.dispatch('nth', 'malbild')(list, number)) }}
{%- endmacro %}

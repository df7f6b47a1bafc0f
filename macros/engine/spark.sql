{#- Spark's words for what engine.sql names. A pattern is read by Java there: `[[:alpha:]]` would be the letters of
    `:alph`, `(?i)` ASCII only (`(?iu)` is not), a `$` would match before a last line feed, `.` and `$` would know line
    ends that RE2 does not (`(?d)` leaves the line feed). In a plain literal `\s` would be `s`: patterns are raw. -#}
{% macro java_pattern(pattern) -%}
    {%- set unicode = pattern | replace('(?i)', '(?iu)') -%}
    r'(?d){{ unicode[:-1] ~ '\\z' if unicode.endswith('$') else unicode }}'
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    regexp_like({{ text }}, {{ java_pattern(pattern) }})
{%- endmacro %}

{% macro spark__capture(text, pattern) -%}
    nullif(regexp_extract({{ text }}, {{ java_pattern(pattern) }}, 1), '')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ java_pattern(pattern) }}, r'{{ replacement | replace('$', '\\$') | replace('\\1', '$1') }}')
{%- endmacro %}

{% macro spark__has_word(text, word) -%}
    regexp_like({{ text }}, r'(?d)(^|[^a-zåäö])' || {{ word }} || r'(\z|[^a-zåäö])')
{%- endmacro %}

{#- There is no function for it: NFC is what the readers, and the readers of side files, give. -#}
{% macro spark__composed(text) -%}
    {{ text }}
{%- endmacro %}

{% macro spark__without_accents(text) -%}
    regexp_replace(
        translate(
            {{ text }},
            'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳ',
            'AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyyAaAaAaCcCcCcCcDdEeEeEeEeEeGgGgGgGgHhIiIiIiIiIJjKkLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZzOoUuAaIiOoUuUuUuUuUuAaAaGgKkOoOojGgNnAaAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeOoOoOoOoYy'
        ),
        r'\p{M}+',
        ''
    )
{%- endmacro %}

{#- Spark's trim knows U+0020 only. -#}
{% macro spark__trimmed(text) -%}
    regexp_replace({{ text }}, r'(?d)\A[\s\p{Z}]+|[\s\p{Z}]+\z', '')
{%- endmacro %}

{#- From ten millions on, and below a thousandth, Spark writes `1.23E7`. -#}
{% macro spark__number_text(figure) -%}
    case
        when abs({{ figure }}) >= 1e7 or abs({{ figure }}) < 1e-3
            then regexp_replace(
                regexp_replace(cast(cast({{ figure }} as decimal(38, 9)) as string), '0+$', ''), '[.]$', '.0'
            )
        else cast({{ figure }} as string)
    end
{%- endmacro %}

{% macro spark__joined(text, separator, order_by, where) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
    {%- if where %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{#- Two `listagg(distinct …)` in one query fail. -#}
{% macro spark__joined_distinct(text, separator, where) -%}
    {%- set rows = ' filter (where ' ~ where ~ ')' if where else '' -%}
    case
        when count({{ text }}){{ rows }} > 0
            then array_join(sort_array(collect_set({{ text }}){{ rows }}), '{{ separator }}')
    end
{%- endmacro %}

{% macro spark__sorted_list(value, where) -%}
    case
        when count({{ value }}) filter (where {{ where }}) > 0
            then sort_array(collect_list({{ value }}) filter (where {{ where }}))
    end
{%- endmacro %}

{% macro spark__joined_list(list, separator) -%}
    array_join({{ list }}, '{{ separator }}')
{%- endmacro %}

{% macro spark__list_length(list) -%}
    array_size({{ list }})
{%- endmacro %}

{% macro spark__lists_overlap(list, values) -%}
    arrays_overlap({{ list }}, array('{{ values | join("', '") }}'))
{%- endmacro %}

{% macro spark__each_element(list) -%}
    explode({{ list }})
{%- endmacro %}

{% macro spark__each_numbered(list, number, element) -%}
    inline(transform({{ list }}, (one, place) -> struct(place + 1, one))) as ({{ number }}, {{ element }})
{%- endmacro %}

{#- Spark's sequence counts down where the last is less than the first. -#}
{% macro spark__each_number(first_number, last_number) -%}
    explode(case when {{ first_number }} <= {{ last_number }} then sequence({{ first_number }}, {{ last_number }}) end)
{%- endmacro %}

{% macro spark__days_between(first_date, last_date) -%}
    datediff({{ last_date }}, {{ first_date }})
{%- endmacro %}

{% macro spark__last_day_of_months(first_day, months) -%}
    date_sub(add_months({{ first_day }}, {{ months }}), 1)
{%- endmacro %}

{% macro spark__as_computed_once() -%}
{%- endmacro %}

{% macro spark__as_part_of_each_use() -%}
{%- endmacro %}

{% macro spark__field_of(struct, name) -%}
    {{ struct }}.{{ name }}
{%- endmacro %}

{% macro spark__but(columns) -%}
    except ({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__last_known(value) -%}
    last_value({{ value }}, true)
{%- endmacro %}

{% macro spark__value_at_min(value, by) -%}
    min_by({{ value }}, {{ by }}) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__value_at_max(value, by) -%}
    max_by({{ value }}, {{ by }}) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__nth(list, number) -%}
    try_element_at({{ list }}, {{ number }})
{%- endmacro %}

{#- Keys and types are DuckDB's to hold: a table is taken into the build database by its contract, and Spark enforces
    neither primary keys nor, in Parquet, `not null`. -#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
{%- endmacro %}

{% macro spark__persist_constraints(relation, model) -%}
{%- endmacro %}

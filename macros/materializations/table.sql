{#- A table of a file that nobody else has open. dbt's own way builds beside the old table, renames both and drops the
    old one, each in a transaction, so that readers never miss it; nobody reads the file that a refresh builds, and the
    statements around the one that matters took most of dbt's time. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set before = load_cached_relation(this) -%}
    {%- if before is not none %}{% do adapter.drop_relation(before) %}{% endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, relation, compiled_code) }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- A view, likewise. -#}
{% materialization view, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- set before = load_cached_relation(this) -%}
    {%- if before is not none %}{% do adapter.drop_relation(before) %}{% endif -%}
    {%- call statement('main') -%}
        {{ create_view_as(relation, compiled_code) }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- A table of a file that nobody else has open. dbt's own way builds beside the old table, renames both and drops the
    old one, each in a transaction, so that readers never miss it; nobody reads the file that a refresh builds, and the
    statements around the one that matters took most of dbt's time. What a cluster built is taken in as it is, by the same
    contract. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set before = load_cached_relation(this) -%}
    {%- if before is not none %}{% do adapter.drop_relation(before) %}{% endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, relation, built_elsewhere(relation, compiled_code)) }}
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

{#- The query for a table: the model's own, or what a cluster wrote into the folder of the variable `built_in`. Of a
    table without a row it wrote no file. -#}
{% macro built_elsewhere(relation, sql) -%}
    {%- set folder = var('built_in', none) -%}
    {%- if not folder -%}{{ return(sql) }}{%- endif -%}
    {%- set path = folder ~ '/' ~ relation.schema ~ '.db/' ~ relation.identifier ~ '/*.parquet' -%}
    {%- set files = "'" ~ path | replace("'", "''") ~ "'" -%}
    {%- if run_query('select count(*) from glob(' ~ files ~ ')').rows[0][0] -%}
        {{ return('select * from read_parquet(' ~ files ~ ', hive_partitioning = false)') }}
    {%- endif -%}
    {{ return('select * from (' ~ sql ~ ') limit 0') }}
{%- endmacro %}

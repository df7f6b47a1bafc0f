{#- A table of a file that nobody else has open. dbt's own way builds beside the old table, renames both and drops the
    old one, each in a transaction, so that readers never miss it; nobody reads the file that a refresh builds, and the
    statements around the one that matters took most of dbt's time. What a cluster built is taken in as it is, by the same
    contract. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set before = load_cached_relation(this) -%}
    {%- if before is not none %}{% do adapter.drop_relation(before) %}{% endif -%}
    {%- set sql = built_elsewhere(relation, compiled_code) -%}
    {%- call statement('main') -%}
        {%- if config.get('contract').enforced -%}
            {{ keyed_table(relation, sql) }}
        {%- else -%}
            {{ create_table_as(False, relation, sql) }}
        {%- endif -%}
    {%- endcall -%}
    {#- A key that stands twice is told of here. -#}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- A table by its contract, its rows in the order of its key, so that the same content gives the same table. It is
    given its key when its rows are there: one that has a key already is filled by one thread, and its index row by row. -#}
{% macro keyed_table(relation, sql) -%}
    {{ get_assert_columns_equivalent(sql) }}
    {%- set keys = model['constraints'] | selectattr('type', 'equalto', 'primary_key') | map(attribute='columns') -%}
    {%- set columns = adapter.render_raw_columns_constraints(raw_columns=model['columns']) -%}
    create table {{ relation }} ({{ columns | join(', ') }});
    insert into {{ relation }}
    {{ get_column_names() }}
    {{ get_select_subquery(sql) }}
    order by {{ keys | sum(start=[]) | join(', ') or 'all' }};
    {%- for constraint in adapter.render_raw_model_constraints(raw_constraints=model['constraints']) %}
    alter table {{ relation }} add {{ constraint }};
    {%- endfor %}
{%- endmacro %}

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

-- One row per deviation that running text states, in mnkr, with how exactly it is stated. A sentence rounds to the last
-- digit that it prints; one that says cirka, to a whole step of it; a budget i balans, to half a million.
with source as (
    select * from {{ source('raw', 'money_statement') }}
),

-- a budget i balans prints no figure
figures as (
    select
        *,
        case
            when direction = 'balance' then 0
            else {{ as_number(replace_all('as_printed', '[^0-9 ,]', '')) }}
        end as size,
        length({{ capture('as_printed', ',([0-9]+)') }}) as decimals,
        case unit when 'tkr' then 0.001 else 1 end as factor
    from source
),

stg_money_statement as (
    select
        document_id,
        statement_number,
        source_file,
        page,
        line_start,
        line_end,
        about,
        coalesce(area_name, area_heading) as area_name,
        as_printed,
        transfers,
        -- `en avvikelse om 4,5 mnkr` does not say which way
        direction <> 'deviation' or {{ matches('as_printed', '^[-−–+]') }} as is_sign_told,
        round(
            size * factor * case
                when direction = 'deficit' then -1
                when direction = 'deviation' and {{ matches('as_printed', '^[-−–]') }} then -1
                else 1
            end,
            6
        ) as amount,
        case
            when direction = 'balance' then 0.5
            else factor * case when is_rounded then 1 else 0.5 end / power(10, coalesce(decimals, 0))
        end as rounding
    from figures
)

select * from stg_money_statement

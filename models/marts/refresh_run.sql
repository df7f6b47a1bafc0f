with runs as (
    select * from {{ ref('stg_refresh_run') }}
),

refresh_run as (
    select
        refresh_id,
        started_at,
        finished_at,
        seconds,
        seconds_by_step,
        versions,
        documents_read,
        documents_skipped,
        documents_rejected,
        documents_withdrawn,
        rows,
        checks_passed,
        checks_warned,
        checks_failed,
        findings
    from runs
)

select * from refresh_run

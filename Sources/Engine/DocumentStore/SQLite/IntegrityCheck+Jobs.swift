extension IntegrityCheck {
    /// Those of work that outlives a request.
    static let jobs = [
        IntegrityCheck(
            complaint: "jobs that run without a lease, or have one and do not run",
            query: """
                SELECT count(*) FROM job
                WHERE (state = 'running') <> (lease IS NOT NULL AND lease_end IS NOT NULL AND holder IS NOT NULL)
                """
        ),
        IntegrityCheck(
            complaint: "jobs whose items are not those counted",
            query: """
                SELECT count(*) FROM job WHERE (item_count, finished_item_count, failed_item_count, byte_count,
                        finished_byte_count, chunk_count) IS NOT
                    (SELECT count(*), count(*) FILTER (WHERE state IN ('done', 'failed')),
                        count(*) FILTER (WHERE state = 'failed'), coalesce(sum(byte_count), 0),
                        coalesce(sum(byte_count) FILTER (WHERE state IN ('done', 'failed')), 0),
                        coalesce(sum(chunk_count), 0)
                     FROM job_item WHERE job_id = job.id)
                """
        ),
        IntegrityCheck(
            complaint: "items that are being worked at in jobs that do not run",
            query: """
                SELECT count(*) FROM job_item JOIN job ON id = job_id
                WHERE job_item.state = 'running' AND job.state <> 'running'
                """
        ),
        IntegrityCheck(
            complaint: "jobs that are done and have unfinished items",
            query: "SELECT count(*) FROM job WHERE state = 'done' AND finished_item_count < item_count"
        ),
        IntegrityCheck(
            complaint: "files that are done without the digest of their bytes",
            query: """
                SELECT count(*) FROM job_item JOIN job ON id = job_id
                WHERE kind = 'ingest' AND job_item.state = 'done' AND sha256 IS NULL
                """
        ),
        IntegrityCheck(
            complaint: "files that are done and whose document is there and not ready",
            query: """
                SELECT count(*) FROM job_item AS i JOIN job AS j ON j.id = job_id
                JOIN collection AS c ON (c.owner_kind, c.owner_identifier, c.name)
                    = (j.owner_kind, j.owner_identifier, j.collection_name)
                JOIN document AS d ON d.collection_id = c.id AND d.name = i.name
                WHERE i.state = 'done' AND status <> 'ready'
                """
        ),
    ]
}

-- How many replicas the load of a workload asked for last, so that a restart of the hub takes none away.
create table workload_scaling (
    workload_uid text        primary key,
    wanted       integer     not null check (wanted > 0),
    changed_at   timestamptz not null
);

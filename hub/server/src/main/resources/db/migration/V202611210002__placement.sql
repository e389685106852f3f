-- Plans, their assignments, and what each member should hold because of them.

create table plan (
    number  bigint generated always as identity primary key, -- newest number is the target
    id      text        not null,
    parent  text        not null,
    made_at timestamptz not null,
    solver  text        not null,
    changes jsonb       not null -- [{key, what, reason}], for people
);

create table assignment (
    workload_uid     text        not null,
    cluster          text        not null,
    product          text        not null,
    gpus_per_replica integer     not null check (gpus_per_replica > 0),
    instance_type    text        not null, -- empty when the nodes do not tell
    tier             text        not null,
    replicas         integer     not null check (replicas > 0),
    phase            text        not null check (phase in ('SURGING', 'SERVING', 'DRAINING')),
    generation       bigint      not null, -- of the workload, see workload_revision
    since            timestamptz not null,
    version          bigint      not null,
    primary key (workload_uid, cluster, product, gpus_per_replica, instance_type, tier)
);
create index assignment_by_cluster on assignment (cluster);

-- The spec of each generation that an assignment still runs: a rollout goes round cluster by cluster, and those that
-- wait keep what they have.
create table workload_revision (
    workload_uid text   not null,
    generation   bigint not null,
    namespace    text   not null,
    name         text   not null,
    spec         jsonb  not null,
    surge        boolean not null, -- free GPUs held one more replica when this generation was first planned
    primary key (workload_uid, generation)
);

create table capacity_hold (
    id               text        primary key,
    cluster          text        not null,
    product          text        not null,
    gpus_per_replica integer     not null,
    instance_type    text        not null,
    tier             text        not null,
    replicas         integer     not null check (replicas > 0),
    expires_at       timestamptz not null
);

-- Desired state of a member by section: the generation, and the digest of every object. Bodies by content.
create table desired_section (
    cluster text   not null,
    section text   not null,
    term    bigint not null,
    n       bigint not null,
    primary key (cluster, section)
);

create table desired_object (
    cluster text   not null,
    section text   not null,
    key     text   not null,
    digest  text   not null,
    since_term bigint not null, -- the section's generation from which on this digest holds
    since_n bigint not null,
    primary key (cluster, section, key)
);
create index desired_object_by_digest on desired_object (digest);

create table desired_body (
    digest text primary key,
    body   text not null
);

-- What members report of the workloads they run; the newest report of an object replaces the one before.
create table observation (
    cluster      text        not null,
    key          text        not null,
    workload_uid text        not null,
    observed_term bigint     not null, -- generation of the section that the member had applied
    observed_n   bigint      not null,
    desired      integer     not null,
    ready        integer     not null,
    updated      integer     not null,
    service      text        not null,
    message      text        not null,
    at           timestamptz not null default clock_timestamp(),
    primary key (cluster, key)
);

create table inventory (
    cluster     text        primary key,
    nodes       jsonb       not null,
    received_at timestamptz not null default clock_timestamp()
);

-- What keeps placement calm over a restart: the moves that were made for a price, and what staying has cost.

create table placement_move (
    number       bigint generated always as identity primary key,
    at           timestamptz not null, -- when the plan was made that moves
    plan         text        not null,
    namespace    text        not null,
    workload     text        not null,
    workload_uid text        not null,
    from_cluster text        not null,
    to_cluster   text        not null,
    replicas     integer     not null check (replicas > 0),
    reason       text        not null,
    micros       bigint      not null, -- of a dollar an hour, what all of them cost less there
    detail       text        not null
);
create index placement_move_by_time on placement_move (at);

-- A line over time for each assignment that is not where it is cheapest: it changes only when a price does.
create table staying (
    workload_uid     text        not null,
    cluster          text        not null,
    product          text        not null,
    gpus_per_replica integer     not null,
    instance_type    text        not null,
    tier             text        not null,
    owed_micros      bigint      not null check (owed_micros >= 0), -- of a dollar, by as_of, one replica
    as_of            timestamptz not null,
    micros_per_hour  bigint      not null check (micros_per_hour >= 0), -- since then
    primary key (workload_uid, cluster, product, gpus_per_replica, instance_type, tier)
);

-- When a hub last looked: of a longer time without one nobody knows what prices were.
create table staying_look (
    one boolean     primary key default true check (one),
    at  timestamptz not null
);

-- A plan and the moves that it makes are one; a hub of the version before gives none.
alter function promote_plan(jsonb) rename to promote_rows;
create function promote_plan(given jsonb) returns jsonb language plpgsql as $$
declare
    answer jsonb := promote_rows(given);
begin
    if answer -> 'lost' is null then
        insert into placement_move (at, plan, namespace, workload, workload_uid, from_cluster, to_cluster, replicas,
                                    reason, micros, detail)
        select cast(given #>> '{plan,made_at}' as timestamptz), given #>> '{plan,id}', m.namespace, m.workload,
               m.workload_uid, m.from_cluster, m.to_cluster, m.replicas, m.reason, m.micros, m.detail
          from jsonb_to_recordset(coalesce(given -> 'moves', '[]')) as m(
                   namespace text, workload text, workload_uid text, from_cluster text, to_cluster text,
                   replicas integer, reason text, micros bigint, detail text);
    end if;
    return answer;
end $$;

-- Makes the lines what is given: those that changed, and those that are over.
create function keep_staying(given jsonb) returns void language sql as $$
    insert into staying_look (at) values (cast(given ->> 'at' as timestamptz))
    on conflict (one) do update set at = greatest(staying_look.at, excluded.at);
    delete from staying s using jsonb_to_recordset(given -> 'over') as g(
               workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text, tier text)
     where s.workload_uid = g.workload_uid and s.cluster = g.cluster and s.product = g.product
       and s.gpus_per_replica = g.gpus_per_replica and s.instance_type = g.instance_type and s.tier = g.tier;
    insert into staying
    select n.* from jsonb_to_recordset(given -> 'lines') as n(
               workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text, tier text,
               owed_micros bigint, as_of timestamptz, micros_per_hour bigint)
    on conflict (workload_uid, cluster, product, gpus_per_replica, instance_type, tier) do update
       set owed_micros = excluded.owed_micros, as_of = excluded.as_of, micros_per_hour = excluded.micros_per_hour;
$$;

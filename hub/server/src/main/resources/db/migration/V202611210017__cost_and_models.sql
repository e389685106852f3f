-- What placements cost over time. An assignment holds its GPUs from the moment its row is written until the row is gone,
-- whether or not a hub runs: triggers note that in cost_meter, by the database's clock. A hub tells what a replica costs,
-- and adds up what is over. Each stretch of time lies in exactly one place, cost_meter or cost_hour, and moves from the one
-- to the other in one transaction, so that a hub that dies in between counts nothing twice and leaves nothing out.

-- A stretch of time in which an assignment has the same replicas at the same price.
create table cost_meter (
    id               bigint generated always as identity primary key,
    workload_uid     text        not null,
    cluster          text        not null,
    product          text        not null,
    gpus_per_replica integer     not null,
    instance_type    text        not null,
    tier             text        not null,
    namespace        text        not null,
    workload         text        not null,
    replicas         integer     not null,
    rated            boolean     not null, -- false: no hub has said yet what it costs, and it waits
    micros           bigint,               -- of a dollar, one replica for one hour; null: nobody knows
    since            timestamptz not null, -- what lies before is in cost_hour
    until            timestamptz           -- null: goes on
);
create unique index cost_meter_running on cost_meter
    (workload_uid, cluster, product, gpus_per_replica, instance_type, tier) where until is null;
create index cost_meter_by_key on cost_meter
    (workload_uid, cluster, product, gpus_per_replica, instance_type, tier);

create table cost_hour (
    hour                 timestamptz not null,
    namespace            text        not null,
    workload             text        not null,
    cluster              text        not null,
    tier                 text        not null,
    gpu_seconds          numeric     not null,
    unpriced_gpu_seconds numeric     not null, -- of those, what nobody knew a price of
    dollars              numeric     not null, -- of the others
    primary key (hour, namespace, workload, cluster, tier)
);

create function cost_meter_starts() returns trigger language plpgsql as $$
declare
    now timestamptz := clock_timestamp();
begin
    if tg_op <> 'INSERT' then
        update cost_meter m set until = greatest(now, m.since)
          from old_rows o
         where m.until is null
           and m.workload_uid = o.workload_uid and m.cluster = o.cluster and m.product = o.product
           and m.gpus_per_replica = o.gpus_per_replica and m.instance_type = o.instance_type and m.tier = o.tier
           and not exists (select 1 from new_rows n
                            where m.workload_uid = n.workload_uid and m.cluster = n.cluster and m.product = n.product
                              and m.gpus_per_replica = n.gpus_per_replica and m.instance_type = n.instance_type
                              and m.tier = n.tier and m.replicas = n.replicas);
    end if;
    -- A price that was told of the row counts on.
    insert into cost_meter (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, namespace, workload,
                            replicas, rated, micros, since)
    select n.workload_uid, n.cluster, n.product, n.gpus_per_replica, n.instance_type, n.tier,
           coalesce(r.namespace, ''), coalesce(r.name, n.workload_uid), n.replicas,
           tg_op <> 'INSERT' and coalesce(last.rated, false),
           case when tg_op <> 'INSERT' then last.micros end,
           greatest(now, last.until)
      from new_rows n
      left join lateral (select v.namespace, v.name from workload_revision v
                          where v.workload_uid = n.workload_uid order by v.generation desc limit 1) r on true
      left join lateral (select m.rated, m.micros, m.until from cost_meter m
                          where m.workload_uid = n.workload_uid and m.cluster = n.cluster and m.product = n.product
                            and m.gpus_per_replica = n.gpus_per_replica and m.instance_type = n.instance_type
                            and m.tier = n.tier
                          order by m.id desc limit 1) last on true
     where not exists (select 1 from cost_meter m
                        where m.until is null
                          and m.workload_uid = n.workload_uid and m.cluster = n.cluster and m.product = n.product
                          and m.gpus_per_replica = n.gpus_per_replica and m.instance_type = n.instance_type
                          and m.tier = n.tier);
    return null;
end $$;

create function cost_meter_ends() returns trigger language plpgsql as $$
declare
    now timestamptz := clock_timestamp();
begin
    update cost_meter m set until = greatest(now, m.since)
      from old_rows o
     where m.until is null
       and m.workload_uid = o.workload_uid and m.cluster = o.cluster and m.product = o.product
       and m.gpus_per_replica = o.gpus_per_replica and m.instance_type = o.instance_type and m.tier = o.tier;
    return null;
end $$;

create trigger assignment_starts_to_cost after insert on assignment
    referencing new table as new_rows for each statement execute function cost_meter_starts();
create trigger assignment_costs_otherwise after update on assignment
    referencing old table as old_rows new table as new_rows for each statement execute function cost_meter_starts();
create trigger assignment_costs_no_more after delete on assignment
    referencing old table as old_rows for each statement execute function cost_meter_ends();

-- What ran before there were meters costs from now on.
insert into cost_meter (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, namespace, workload,
                        replicas, rated, micros, since)
select a.workload_uid, a.cluster, a.product, a.gpus_per_replica, a.instance_type, a.tier,
       coalesce(r.namespace, ''), coalesce(r.name, a.workload_uid), a.replicas, false, null, clock_timestamp()
  from assignment a
  left join workload_revision r on r.workload_uid = a.workload_uid and r.generation = a.generation;

-- A meter by the hours that it lies in, up to a time.
create function cost_pieces(m cost_meter, upto timestamptz)
    returns table (hour timestamptz, gpu_seconds numeric, unpriced_gpu_seconds numeric, dollars numeric)
language sql stable as $$
    select h.hour,
           p.seconds * m.replicas * m.gpus_per_replica,
           case when m.micros is null then p.seconds * m.replicas * m.gpus_per_replica else 0 end,
           round(coalesce(m.micros, 0) * m.replicas * p.seconds / 3600000000, 12)
      from generate_series(date_trunc('hour', m.since, 'UTC'), least(m.until, upto), interval '1 hour') as h(hour)
      cross join lateral (select extract(epoch from least(h.hour + interval '1 hour', m.until, upto)
                                                  - greatest(h.hour, m.since)) as seconds) p
     where p.seconds > 0
$$;

-- What replicas cost from now on: [{workload_uid, cluster, product, gpus_per_replica, instance_type, tier, micros}]. A
-- stretch of which no price was told yet has this one from its beginning.
create function rate_costs(rates jsonb) returns void language plpgsql as $$
declare
    now timestamptz;
begin
    perform pg_advisory_xact_lock(hashtext('windrose.cost'));
    now := clock_timestamp();
    update cost_meter m set rated = true, micros = t.micros
      from jsonb_to_recordset(rates) as t(
               workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text, tier text,
               micros bigint)
     where not m.rated
       and m.workload_uid = t.workload_uid and m.cluster = t.cluster and m.product = t.product
       and m.gpus_per_replica = t.gpus_per_replica and m.instance_type = t.instance_type and m.tier = t.tier;
    with ended as (
        update cost_meter m set until = greatest(now, m.since)
          from jsonb_to_recordset(rates) as t(
                   workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text,
                   tier text, micros bigint)
         where m.until is null and m.micros is distinct from t.micros
           and m.workload_uid = t.workload_uid and m.cluster = t.cluster and m.product = t.product
           and m.gpus_per_replica = t.gpus_per_replica and m.instance_type = t.instance_type and m.tier = t.tier
        returning m.*, t.micros as next)
    insert into cost_meter (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, namespace, workload,
                            replicas, rated, micros, since)
    select e.workload_uid, e.cluster, e.product, e.gpus_per_replica, e.instance_type, e.tier, e.namespace, e.workload,
           e.replicas, true, e.next, e.until
      from ended e;
end $$;

-- Adds up what is over: whole hours of what goes on, and all of what has ended; a bounded number of meters at a time.
-- Answers how many there were.
create function accrue_costs(most integer) returns integer language plpgsql as $$
declare
    due  bigint[];
    full_hour timestamptz;
begin
    perform pg_advisory_xact_lock(hashtext('windrose.cost'));
    full_hour := date_trunc('hour', clock_timestamp(), 'UTC');
    -- Rows that went without a trigger (truncated, restored): nothing costs that is not there.
    update cost_meter m set until = greatest(clock_timestamp(), m.since)
     where m.until is null and not exists (
               select 1 from assignment a
                where m.workload_uid = a.workload_uid and m.cluster = a.cluster and m.product = a.product
                  and m.gpus_per_replica = a.gpus_per_replica and m.instance_type = a.instance_type
                  and m.tier = a.tier);
    select coalesce(array_agg(d.id), '{}') into due from (
        select id from cost_meter
         where rated and (until is not null or since < full_hour)
         order by id limit most for update) d;
    insert into cost_hour as c (hour, namespace, workload, cluster, tier, gpu_seconds, unpriced_gpu_seconds, dollars)
    select p.hour, m.namespace, m.workload, m.cluster, m.tier,
           sum(p.gpu_seconds), sum(p.unpriced_gpu_seconds), sum(p.dollars)
      from cost_meter m
      cross join lateral cost_pieces(m, coalesce(m.until, full_hour)) p
     where m.id = any(due)
     group by p.hour, m.namespace, m.workload, m.cluster, m.tier
    on conflict (hour, namespace, workload, cluster, tier) do update
       set gpu_seconds = c.gpu_seconds + excluded.gpu_seconds,
           unpriced_gpu_seconds = c.unpriced_gpu_seconds + excluded.unpriced_gpu_seconds,
           dollars = c.dollars + excluded.dollars;
    delete from cost_meter m where m.id = any(due) and m.until is not null;
    update cost_meter m set since = full_hour where m.id = any(due);
    return cardinality(due);
end $$;

-- What the publishers of models say of them: the config.json as it was answered, and what the files count. Kept for ever,
-- so that a hub knows after a restart what it knew before, with or without the internet.
create table model_config (
    id         text        primary key,
    asked_at   timestamptz not null,             -- when there was an answer last
    etag       text        not null default '',
    config     jsonb,                            -- null: never known
    checkpoint jsonb,                            -- {values: {form: count}, bytes}
    problem    text        not null default ''   -- why the last answer was none
);

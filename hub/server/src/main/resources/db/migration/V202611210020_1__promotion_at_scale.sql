-- A promotion of many rows costs as much for each as one of few: without statistics PostgreSQL joined the rows of a promotion
-- with all that runs, one by one, which took a second of its time for a thousand rows.

-- One index has both conditions of a workload's generation; of two it had read all workloads for each row.
drop index resource_by_uid;
create index resource_by_uid on resource (resource, (object #>> '{metadata,uid}'));

-- As before, but what runs is looked up by its key for each row.
create or replace function cost_meter_starts() returns trigger language plpgsql as $$
declare
    now timestamptz := clock_timestamp();
begin
    if tg_op <> 'INSERT' then
        update cost_meter m set until = greatest(now, m.since)
          from old_rows o
         where m.until is null
           and m.workload_uid = o.workload_uid and m.cluster = o.cluster and m.product = o.product
           and m.gpus_per_replica = o.gpus_per_replica and m.instance_type = o.instance_type and m.tier = o.tier
           and m.replicas is distinct from (
               select a.replicas from assignment a
                where a.workload_uid = m.workload_uid and a.cluster = m.cluster and a.product = m.product
                  and a.gpus_per_replica = m.gpus_per_replica and a.instance_type = m.instance_type
                  and a.tier = m.tier);
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
     -- not "not exists": that would become a join
     where (select m.id from cost_meter m
             where m.until is null
               and m.workload_uid = n.workload_uid and m.cluster = n.cluster and m.product = n.product
               and m.gpus_per_replica = n.gpus_per_replica and m.instance_type = n.instance_type
               and m.tier = n.tier) is null;
    return null;
end $$;

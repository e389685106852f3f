-- One promotion, one round trip, one transaction: preconditions, rows, the plan, and what the members should hold.
--
-- given: {plan: {id, parent, made_at, solver, changes}, needs_parent, preconditions, revisions, removals, upserts,
--         section, complete: [cluster], objects: [{cluster, key, digest}], removed: [{cluster, key}],
--         bodies: [{digest, body}]}
-- Answers {lost: why}, and then nothing was written; or {head, row, raised, saved}: the target before and now (number and
-- transaction of its row), the sections whose generation was raised, and the objects whose digest is new.
create function promote_plan(given jsonb) returns jsonb language plpgsql as $$
declare
    head    text;
    target  text;
    failed  text;
    new_row text;
    raised  jsonb;
    saved   jsonb;
begin
    -- One promotion at a time: preconditions are then checked against a world that stands still.
    perform pg_advisory_xact_lock(hashtext('windrose.plan'));
    select p.number || '/' || cast(p.xmin as text), p.id into head, target from plan p order by p.number desc limit 1;

    -- Free capacity was judged on the parent's rows: where a change needs some, the parent must still be the target.
    if cast(given ->> 'needs_parent' as boolean) and coalesce(target, 'none') <> given #>> '{plan,parent}' then
        return jsonb_build_object('lost', format('target is %s, the plan was made from %s',
                                                 coalesce(target, 'none'), given #>> '{plan,parent}'));
    end if;
    select w.what || ' ' || w.workload_uid || ' ' || coalesce(w.cluster, '') into failed
      from jsonb_to_recordset(given -> 'preconditions') as w(
               what text, workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text,
               tier text, expected bigint)
     where (w.what = 'row' and w.expected <> coalesce(
               (select a.version from assignment a
                 where a.workload_uid = w.workload_uid and a.cluster = w.cluster and a.product = w.product
                   and a.gpus_per_replica = w.gpus_per_replica and a.instance_type = w.instance_type
                   and a.tier = w.tier), 0))
        or (w.what = 'generation' and not exists (
               select 1 from resource r
                where r.resource = 'inferenceworkloads.fleet.windrose.dev'
                  and r.object #>> '{metadata,uid}' = w.workload_uid
                  and cast(r.object #>> '{metadata,generation}' as bigint) = w.expected))
     limit 1;
    if failed is not null then
        return jsonb_build_object('lost', 'no longer true: ' || failed);
    end if;
    insert into desired_body (digest, body)
    select b.digest, b.body from jsonb_to_recordset(given -> 'bodies') as b(digest text, body text)
    on conflict do nothing;
    -- The caller left out bodies that were there when it asked; they may have been tidied away since.
    select o.digest into failed from jsonb_to_recordset(given -> 'objects') as o(digest text)
     where not exists (select 1 from desired_body b where b.digest = o.digest) limit 1;
    if failed is not null then
        return jsonb_build_object('lost', 'a body was tidied away: ' || failed);
    end if;

    -- What no row runs may be tidied away at any time: of such a revision the one that is brought counts.
    delete from workload_revision v using jsonb_to_recordset(given -> 'revisions') as r(
               workload_uid text, generation bigint)
     where v.workload_uid = r.workload_uid and v.generation = r.generation and not exists (
               select 1 from assignment a where a.workload_uid = v.workload_uid and a.generation = v.generation);
    insert into workload_revision (workload_uid, generation, namespace, name, spec, surge)
    select r.workload_uid, r.generation, r.namespace, r.name, r.spec, r.surge
      from jsonb_to_recordset(given -> 'revisions') as r(
               workload_uid text, generation bigint, namespace text, name text, spec jsonb, surge boolean)
    on conflict do nothing;
    delete from assignment a using jsonb_to_recordset(given -> 'removals') as g(
               workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text, tier text)
     where a.workload_uid = g.workload_uid and a.cluster = g.cluster and a.product = g.product
       and a.gpus_per_replica = g.gpus_per_replica and a.instance_type = g.instance_type and a.tier = g.tier;
    insert into assignment (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, replicas, phase,
                            generation, since, version)
    select u.workload_uid, u.cluster, u.product, u.gpus_per_replica, u.instance_type, u.tier, u.replicas, u.phase,
           u.generation, u.since, u.version
      from jsonb_to_recordset(given -> 'upserts') as u(
               workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text, tier text,
               replicas integer, phase text, generation bigint, since timestamptz, version bigint)
    on conflict (workload_uid, cluster, product, gpus_per_replica, instance_type, tier) do update
       set replicas = excluded.replicas, phase = excluded.phase, generation = excluded.generation,
           since = excluded.since, version = excluded.version;
    insert into plan (id, parent, made_at, solver, changes)
    select p.id, p.parent, p.made_at, p.solver, p.changes
      from jsonb_to_record(given -> 'plan') as p(id text, parent text, made_at timestamptz, solver text, changes jsonb)
    returning number || '/' || cast(xmin as text) into new_row;

    with wanted as (
        select * from jsonb_to_recordset(given -> 'objects') as o(cluster text, key text, digest text)),
    held as (
        select d.cluster, d.key, d.digest from desired_object d
          join jsonb_array_elements_text(given -> 'complete') as c(cluster) using (cluster)
         where d.section = given ->> 'section'),
    surplus as (
        select h.cluster, h.key from held h
         where not exists (select 1 from wanted w where w.cluster = h.cluster and w.key = h.key)
        union
        select d.cluster, d.key from jsonb_to_recordset(given -> 'removed') as r(cluster text, key text)
          join desired_object d on d.cluster = r.cluster and d.section = given ->> 'section' and d.key = r.key
         where not exists (select 1 from wanted w where w.cluster = r.cluster and w.key = r.key)),
    newer as (
        select w.cluster, w.key, w.digest from wanted w
          left join desired_object d on d.cluster = w.cluster and d.section = given ->> 'section' and d.key = w.key
         where d.digest is distinct from w.digest),
    sections as (
        insert into desired_section (cluster, section, term, n)
        select c.cluster, given ->> 'section', 1, 1
          from (select cluster from newer union select cluster from surplus) c
        on conflict (cluster, section) do update set n = desired_section.n + 1
        returning cluster, term, n),
    gone as (
        delete from desired_object d using surplus s
         where d.cluster = s.cluster and d.section = given ->> 'section' and d.key = s.key),
    written as (
        insert into desired_object (cluster, section, key, digest, since_term, since_n)
        select w.cluster, given ->> 'section', w.key, w.digest, s.term, s.n from newer w join sections s using (cluster)
        on conflict (cluster, section, key) do update
           set digest = excluded.digest, since_term = excluded.since_term, since_n = excluded.since_n)
    select coalesce((select jsonb_agg(jsonb_build_object('cluster', cluster, 'term', term, 'n', n)) from sections), '[]'),
           coalesce((select jsonb_agg(jsonb_build_object('cluster', cluster, 'key', key)) from newer), '[]')
      into raised, saved;
    return jsonb_build_object('head', head, 'row', new_row, 'raised', raised, 'saved', saved);
end $$;

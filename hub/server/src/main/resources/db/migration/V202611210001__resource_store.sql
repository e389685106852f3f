-- Objects of the fleet API, and the log of their changes.
--
-- The log's number is the resourceVersion, and number order is commit order: a reader that has seen number n never
-- later meets a smaller one. A sequence alone does not give that (a transaction may draw its number early and commit
-- late). So the log row is written last, by a deferred constraint trigger that first takes a transaction-scoped
-- advisory lock: between drawing a number and committing it nobody else can draw one.

create sequence resource_version;

create table resource (
    resource  text   not null, -- plural, or plural.group
    namespace text   not null, -- empty when cluster-scoped
    name      text   not null,
    object    jsonb  not null, -- whole object, without metadata.resourceVersion
    version   bigint not null default 0,
    primary key (resource, namespace, name)
);

create table resource_log (
    version   bigint      primary key,
    change    text        not null check (change in ('ADDED', 'MODIFIED', 'DELETED')),
    resource  text        not null,
    namespace text        not null,
    name      text        not null,
    object    jsonb       not null, -- after the change; of a deletion, as it last was
    previous  jsonb,                -- before the change, where labels differ: a watcher by selector needs it
    at        timestamptz not null default clock_timestamp()
);

create function append_resource_log() returns trigger language plpgsql as $$
declare
    number bigint;
begin
    perform pg_advisory_xact_lock(hashtext('windrose.resource_version'));
    number := nextval('resource_version');
    if tg_op = 'DELETE' then
        insert into resource_log (version, change, resource, namespace, name, object)
        values (number, 'DELETED', old.resource, old.namespace, old.name, old.object);
        return null;
    end if;
    update resource r set version = number
     where r.resource = new.resource and r.namespace = new.namespace and r.name = new.name;
    if tg_op = 'INSERT' then
        insert into resource_log (version, change, resource, namespace, name, object)
        values (number, 'ADDED', new.resource, new.namespace, new.name, new.object);
    else
        insert into resource_log (version, change, resource, namespace, name, object, previous)
        values (number, 'MODIFIED', new.resource, new.namespace, new.name, new.object,
                case when old.object -> 'metadata' -> 'labels' is distinct from new.object -> 'metadata' -> 'labels'
                     then old.object end);
    end if;
    return null;
end $$;

-- "update of object": the trigger's own update of the version must not fire it again.
create constraint trigger resource_log_order
    after insert or delete or update of object on resource
    deferrable initially deferred
    for each row execute function append_resource_log();

-- One write, one round trip. The trigger is fired at the end, so that the number is known to the caller; nothing may
-- be written to resource after it in the same transaction.
create function write_resource(
    operation text, in_resource text, in_namespace text, in_name text, in_object jsonb, expected bigint,
    out outcome text, out number bigint, out last_state jsonb)
language plpgsql as $$
declare
    changed integer;
begin
    if operation = 'CREATE' then
        insert into resource (resource, namespace, name, object)
        values (in_resource, in_namespace, in_name, in_object) on conflict do nothing;
    elsif operation = 'UPDATE' then
        update resource r set object = in_object
         where r.resource = in_resource and r.namespace = in_namespace and r.name = in_name and r.version = expected;
    else
        delete from resource r
         where r.resource = in_resource and r.namespace = in_namespace and r.name = in_name and r.version = expected
        returning r.object into last_state;
    end if;
    get diagnostics changed = row_count;
    if changed = 1 then
        set constraints resource_log_order immediate;
        outcome := 'WRITTEN';
        -- Sequence values are drawn under the lock that this transaction now holds.
        number := currval('resource_version');
        return;
    end if;
    if operation = 'CREATE' then
        outcome := 'EXISTS';
        return;
    end if;
    select r.version into number from resource r
     where r.resource = in_resource and r.namespace = in_namespace and r.name = in_name;
    outcome := case when found then 'CONFLICT' else 'GONE' end;
end $$;

-- Up to which number the log has been trimmed; a watch from an older one is told so (410).
create table resource_log_floor (version bigint not null);
insert into resource_log_floor values (0);

create index resource_by_uid on resource ((object #>> '{metadata,uid}'));

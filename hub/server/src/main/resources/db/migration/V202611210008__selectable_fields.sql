-- Watches by field selectors: the log keeps the state before a change also where a field differs that a kind declares
-- selectable. Which fields these are the hub writes down when it starts; it never takes one out, for an older hub on the
-- same database may not know it.

create table selectable_field (
    resource text   not null,
    path     text[] not null,
    primary key (resource, path)
);

-- As before, but for the state before.
create or replace function append_resource_log() returns trigger language plpgsql as $$
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
                       or exists (select 1 from selectable_field f
                                   where f.resource = new.resource
                                     and old.object #> f.path is distinct from new.object #> f.path)
                     then old.object end);
    end if;
    return null;
end $$;

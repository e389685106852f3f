-- Many writes in one round trip and one commit, each as write_resource or write_resource_for does it alone: with an outcome
-- of its own, with a log row and a number of its own, and with the account of the request that asked for it, if any.
-- What callers wait for most is the commit (and each other's: number order is commit order); so they share it.
--
-- given: [{place, operation, resource, namespace, name, object, expected, account}], at most one for each object. Nothing may
-- be written to resource after it in the same transaction. Answers for each what write_resource answers.
--
-- No two callers wait for each other: creations come first, all in key order, and the log's lock is taken last, when
-- nothing is left to wait for. Row by row, for the planner would rather read the whole table than believe that there are few.
create function write_resources(given jsonb)
returns table (place integer, outcome text, number bigint, last_state jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
    w record;
    written integer[] := '{}';
    gone jsonb := '{}';
    removed jsonb;
    changed integer;
    newest bigint;
begin
    for w in
        select * from jsonb_to_recordset(given) as g(
            place integer, operation text, resource text, namespace text, name text, object jsonb, expected bigint)
         order by g.operation <> 'CREATE', g.resource, g.namespace, g.name
    loop
        if w.operation = 'CREATE' then
            insert into resource (resource, namespace, name, object)
            values (w.resource, w.namespace, w.name, w.object) on conflict do nothing;
        elsif w.operation = 'UPDATE' then
            update resource r set object = w.object
             where r.resource = w.resource and r.namespace = w.namespace and r.name = w.name and r.version = w.expected;
        else
            delete from resource r
             where r.resource = w.resource and r.namespace = w.namespace and r.name = w.name and r.version = w.expected
            returning r.object into removed;
        end if;
        get diagnostics changed = row_count;
        if changed = 1 then
            written := written || w.place;
            if w.operation = 'DELETE' then
                gone := gone || jsonb_build_object(w.place, removed);
            end if;
        end if;
    end loop;

    if written <> '{}' then
        set constraints resource_log_order immediate;
        -- Drawn under the lock that this transaction now holds: the last ones are its own.
        newest := currval('resource_version');
        insert into audit_event (number, username, namespace, event)
        select nextval('audit_number'), a.event ->> 'user', coalesce(a.event ->> 'namespace', ''), a.event
          from (select g.account || jsonb_strip_nulls(jsonb_build_object(
                           'resource', g.resource,
                           'namespace', nullif(g.namespace, ''),
                           'name', g.name,
                           'uid', coalesce(gone -> cast(g.place as text), g.object) #> '{metadata,uid}')) as event
                  from jsonb_to_recordset(given) as g(
                           place integer, resource text, namespace text, name text, object jsonb, account jsonb)
                 where g.account is not null and g.place = any (written)
                 order by g.place) a;
    end if;

    for w in
        select * from jsonb_to_recordset(given) as g(
            place integer, operation text, resource text, namespace text, name text)
    loop
        place := w.place;
        last_state := gone -> cast(w.place as text);
        if last_state is null then
            select r.version into number from resource r
             where r.resource = w.resource and r.namespace = w.namespace and r.name = w.name;
        else
            select l.version into number from resource_log l
             where l.version between newest - cardinality(written) + 1 and newest
               and l.resource = w.resource and l.namespace = w.namespace and l.name = w.name;
        end if;
        outcome := case when w.place = any (written) then 'WRITTEN'
                        when w.operation = 'CREATE' then 'EXISTS'
                        when number is null then 'GONE'
                        else 'CONFLICT' end;
        return next;
    end loop;
end $$;

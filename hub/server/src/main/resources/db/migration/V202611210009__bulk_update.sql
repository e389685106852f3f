-- Many updates in one round trip and one commit, each as write_resource('UPDATE', ...) does it alone: on its expected
-- version, with a log row and a number of its own. Rows are locked in key order, so that two callers never wait for each
-- other. Nothing may be written to resource after it in the same transaction.
--
-- given: [{place, resource, namespace, name, object, expected}], at most one for each object.
-- Answers for each whether it was written and the version that the object has now; null: there is none.
create function update_resources(given jsonb) returns table (place integer, written boolean, number bigint)
language plpgsql as $$
declare
    done integer[];
begin
    perform 1 from resource r
      join jsonb_to_recordset(given) as w(resource text, namespace text, name text)
        on r.resource = w.resource and r.namespace = w.namespace and r.name = w.name
     order by r.resource, r.namespace, r.name for update of r;
    with changed as (
        update resource r set object = w.object
          from jsonb_to_recordset(given) as w(
                   place integer, resource text, namespace text, name text, object jsonb, expected bigint)
         where r.resource = w.resource and r.namespace = w.namespace and r.name = w.name and r.version = w.expected
        returning w.place)
    select coalesce(array_agg(c.place), '{}') into done from changed c;
    set constraints resource_log_order immediate;
    return query
        select w.place, w.place = any (done), r.version
          from jsonb_to_recordset(given) as w(place integer, resource text, namespace text, name text)
          left join resource r on r.resource = w.resource and r.namespace = w.namespace and r.name = w.name;
end $$;

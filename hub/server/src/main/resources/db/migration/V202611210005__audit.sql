-- Who did what. Rows are only ever added; those that are older than the retention may go.
--
-- An object's change and its row commit together: the request's account travels in a setting of the transaction, and a
-- deferred trigger writes the row at the end, when the transaction holds the log's lock. So number order is commit
-- order here too, and whoever follows the table by number misses nothing.

create sequence audit_number;

create table audit_event (
    number    bigint      primary key,
    at        timestamptz not null default clock_timestamp(),
    username  text        not null,
    namespace text        not null, -- empty when cluster-scoped
    event     jsonb       not null  -- AuditEvent.spec but for the time
);
-- Rows come in order of time, so a few numbers say which pages hold an hour.
create index audit_event_by_time on audit_event using brin (at) with (pages_per_range = 16, autosummarize = on);

create table audit_retention (days integer not null check (days >= 1));
insert into audit_retention values (90);

create function append_audit_event(account jsonb) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('windrose.resource_version'));
    insert into audit_event (number, username, namespace, event)
    values (nextval('audit_number'), account ->> 'user', coalesce(account ->> 'namespace', ''), account);
end $$;

create function audit_resource_change() returns trigger language plpgsql as $$
declare
    account text := current_setting('windrose.audit', true);
    changed resource;
begin
    if account is null or account = '' then
        return null; -- the hub's own doing
    end if;
    if tg_op = 'DELETE' then
        changed := old;
    else
        changed := new;
    end if;
    perform append_audit_event(cast(account as jsonb) || jsonb_strip_nulls(jsonb_build_object(
        'resource', changed.resource,
        'namespace', nullif(changed.namespace, ''),
        'name', changed.name,
        'uid', changed.object #> '{metadata,uid}')));
    return null;
end $$;

-- After resource_log_order (triggers of one event fire by name), which takes the lock.
create constraint trigger resource_then_audit
    after insert or delete or update of object on resource
    deferrable initially deferred
    for each row execute function audit_resource_change();

-- write_resource for a request that somebody sent.
create function write_resource_for(
    account text,
    operation text, in_resource text, in_namespace text, in_name text, in_object jsonb, expected bigint,
    out outcome text, out number bigint, out last_state jsonb)
language plpgsql as $$
begin
    perform set_config('windrose.audit', account, true);
    select w.outcome, w.number, w.last_state into outcome, number, last_state
      from write_resource(operation, in_resource, in_namespace, in_name, in_object, expected) w;
end $$;

create function keep_audit_events() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < clock_timestamp() - make_interval(days => (select max(days) from audit_retention)) then
            return old;
        end if;
        raise exception 'audit event % is kept until it is older than the retention', old.number;
    end if;
    raise exception 'audit events are never changed';
end $$;

create trigger audit_event_is_kept before update or delete on audit_event
    for each row execute function keep_audit_events();
create trigger audit_events_are_kept before truncate on audit_event
    for each statement execute function keep_audit_events();

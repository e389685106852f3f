-- What each price source last said, so that a hub that starts without the internet plans on within the age limits, and
-- every change of a price, for people.

create table price_part (
    source      text        not null,
    part        text        not null, -- a region or a cloud; empty for a book or a file
    fingerprint text        not null, -- of what was asked: rows of another address are nobody's
    validator   text        not null, -- what the source recognises the rows by; empty when it has nothing of the kind
    read_at     timestamptz not null, -- when the source last said so
    shrunk      integer     not null, -- refreshes in a row that lacked most rows
    primary key (source, part)
);

create table price_row (
    source        text   not null,
    part          text   not null,
    cloud         text   not null,
    region        text   not null,
    zone          text   not null, -- empty: the whole region
    instance_type text   not null,
    tier          text   not null,
    micros        bigint not null check (micros > 0), -- millionths of a US dollar per hour of the whole instance
    offer         jsonb  not null, -- accelerator, dates, source
    held          jsonb,           -- a jump that waits for its confirmation
    primary key (source, part, cloud, region, zone, instance_type, tier),
    foreign key (source, part) references price_part on delete cascade
);

create table price_change (
    number        bigint generated always as identity primary key,
    at            timestamptz not null default clock_timestamp(),
    source        text        not null,
    cloud         text        not null,
    region        text        not null,
    zone          text        not null,
    instance_type text        not null,
    tier          text        not null,
    micros        bigint, -- null: the source no longer knows a price
    before        bigint  -- null: it knew none
);
create index price_change_by_machine on price_change (cloud, region, instance_type, number);
create index price_change_by_time on price_change using brin (at) with (pages_per_range = 16, autosummarize = on);

-- One part as it now stands; only what differs is written. Gives back how many prices changed.
create function keep_prices(in_part jsonb, in_rows jsonb) returns bigint language plpgsql as $$
declare
    of_source text := in_part ->> 'source';
    of_part text := in_part ->> 'part';
    changed bigint;
begin
    -- Two hubs that read the same source write one after the other.
    perform pg_advisory_xact_lock(hashtext('windrose.prices'), hashtext(of_source || '/' || of_part));
    insert into price_part (source, part, fingerprint, validator, read_at, shrunk)
    values (of_source, of_part, in_part ->> 'fingerprint', in_part ->> 'validator',
            cast(in_part ->> 'read_at' as timestamptz), cast(in_part ->> 'shrunk' as integer))
    on conflict (source, part) do update
       set fingerprint = excluded.fingerprint, validator = excluded.validator, read_at = excluded.read_at,
           shrunk = excluded.shrunk;
    with said as materialized (
        select * from jsonb_to_recordset(in_rows) as r(
            cloud text, region text, zone text, instance_type text, tier text, micros bigint, offer jsonb, held jsonb)),
    stood as materialized (
        select * from price_row where source = of_source and part = of_part),
    changes as (
        insert into price_change (source, cloud, region, zone, instance_type, tier, micros, before)
        select of_source, cloud, region, zone, instance_type, tier, n.micros, o.micros
          from said n full join stood o using (cloud, region, zone, instance_type, tier)
         where n.micros is distinct from o.micros
        returning 1),
    gone as (
        delete from price_row p using stood o
         where p.source = of_source and p.part = of_part
           and (p.cloud, p.region, p.zone, p.instance_type, p.tier)
             = (o.cloud, o.region, o.zone, o.instance_type, o.tier)
           and not exists (select 1 from said n
                            where (n.cloud, n.region, n.zone, n.instance_type, n.tier)
                                = (o.cloud, o.region, o.zone, o.instance_type, o.tier))),
    put as (
        insert into price_row (source, part, cloud, region, zone, instance_type, tier, micros, offer, held)
        select of_source, of_part, cloud, region, zone, instance_type, tier, micros, offer, held from said
        on conflict (source, part, cloud, region, zone, instance_type, tier) do update
           set micros = excluded.micros, offer = excluded.offer, held = excluded.held
         where (price_row.micros, price_row.offer, price_row.held)
               is distinct from (excluded.micros, excluded.offer, excluded.held))
    select count(*) into changed from changes;
    return changed;
end $$;

-- A part that nobody asks for any more: its prices become unknown.
create function forget_prices(of_source text, of_part text) returns void language sql as $$
    insert into price_change (source, cloud, region, zone, instance_type, tier, micros, before)
    select source, cloud, region, zone, instance_type, tier, null, micros
      from price_row where source = of_source and part = of_part;
    delete from price_part where source = of_source and part = of_part;
$$;

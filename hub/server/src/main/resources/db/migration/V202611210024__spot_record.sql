-- What was seen of machines that clouds take back, older things counting less: see docs/placement.md.
create table spot_record (
    cloud         text             not null,
    region        text             not null,
    zone          text             not null, -- empty: unknown
    instance_type text             not null,
    interruptions double precision not null check (interruptions >= 0),
    hours         double precision not null check (hours >= 0),
    as_of         timestamptz      not null,
    primary key (cloud, region, zone, instance_type)
);

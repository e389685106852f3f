-- What clouds refused lately, fleet-wide: so that no member asks again for what another one was just refused.
create table stock_out (
    cloud        text        not null,
    account      text        not null,
    region       text        not null,
    sku          text        not null,
    tier         text        not null,
    cause        text        not null,
    strikes      integer     not null check (strikes > 0),
    refused_at   timestamptz not null,
    closed_until timestamptz not null,
    seen_in      text        not null,
    code         text        not null,
    primary key (cloud, account, region, sku, tier)
);

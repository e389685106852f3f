-- Who joined, and by which right.

-- One-off: a token is claimed by a unique row, so of two requests with different keys only one ever wins.
create table join_claim (
    token_hash      text        primary key,
    cluster         text        not null,
    key_fingerprint text        not null,
    claimed_at      timestamptz not null default clock_timestamp()
);

create table member_certificate (
    fingerprint text        primary key, -- SHA-256 of the certificate
    cluster     text        not null,
    public_key  text        not null, -- SubjectPublicKeyInfo, base64
    not_after   timestamptz not null,
    signed_at   timestamptz not null
);
create index member_certificate_by_cluster on member_certificate (cluster, signed_at desc);

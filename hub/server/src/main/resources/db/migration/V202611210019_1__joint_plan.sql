-- What the joint optimum advises, computed by one hub for all of them; which one is a matter of economy only.
create table joint_plan (
    one    boolean     primary key default true check (one),
    holder text        not null, -- the hub that computes
    until  timestamptz not null, -- unless it does not come again by then
    advice jsonb                 -- null: none was computed yet
);

-- Makes the caller the one who computes, if it is or nobody is; says whether it is, and the newest advice.
create function claim_joint_plan(caller text, seconds integer) returns jsonb language sql as $$
    insert into joint_plan (holder, until) values (caller, clock_timestamp() + make_interval(secs => seconds))
    on conflict (one) do update set holder = excluded.holder, until = excluded.until
     where joint_plan.holder = excluded.holder or joint_plan.until < clock_timestamp();
    select jsonb_build_object('mine', j.holder = caller, 'advice', j.advice) from joint_plan j;
$$;

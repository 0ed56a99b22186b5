-- Evaluations of a round, and how far each stage of them is.

create table assay.run (
  id integer generated always as identity primary key,
  programme text not null,
  round text not null,
  rules text not null check (rules ~ '^sha256:[0-9a-f]{64}$'),
  status text not null default 'running' check (status in ('running', 'decided', 'blocked', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((status = 'running') = (ended_at is null))
);

create index run_of_round on assay.run (programme, round, id desc);
-- A round is evaluated by one run at a time.
create unique index run_standing on assay.run (programme, round) where status = 'running';

create table assay.run_stage (
  run integer not null references assay.run,
  stage text not null,
  state text not null check (state in ('running', 'done')),
  done integer not null check (done >= 0),
  total integer not null check (total >= 0),
  note text,
  at timestamptz not null,
  primary key (run, stage)
);

-- How far a job is, for whoever waits for it. Worth nothing after a crash, so it costs no write-ahead log.
create unlogged table assay.job_progress (
  job uuid primary key,
  done double precision not null,
  total double precision not null,
  unit text not null,
  at timestamptz not null default now()
);

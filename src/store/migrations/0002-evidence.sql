-- What lies on the evidence shelf. The evidence itself is a blob; these rows find it, and can be made again from blobs.

create table assay.evidence (
  number bigint generated always as identity unique,
  digest text primary key check (digest ~ '^sha256:[0-9a-f]{64}$'),
  kind text not null,
  subject jsonb not null
);

create index evidence_subject on assay.evidence using gin (subject jsonb_path_ops);

-- Which work led to which evidence: the first answer stays.
create table assay.work_done (
  work_key text primary key check (work_key ~ '^sha256:[0-9a-f]{64}$'),
  digests text[] not null,
  done_at timestamptz not null default now()
);

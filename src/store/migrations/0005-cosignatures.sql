-- What witnesses said of checkpoints: one line for each witness and size, the latest that it gave.
create table assay.ledger_cosignature (
  size bigint not null references assay.ledger_checkpoint,
  name text not null,
  key_id text not null check (key_id ~ '^[0-9a-f]{8}$'),
  seconds bigint not null check (seconds >= 0),
  line text not null,
  primary key (size, name, key_id)
);

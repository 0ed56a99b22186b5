-- The log of official acts. Nothing in it is ever changed or removed; the database refuses it, whoever asks.

create table assay.ledger_entry (
  index bigint primary key check (index >= 0),
  -- canonical JSON, the bytes that were hashed; the limit is that of entry bundles
  bytes bytea not null check (octet_length(bytes) between 2 and 65535),
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
  entered_at timestamptz not null default now()
);

create table assay.ledger_checkpoint (
  size bigint primary key check (size > 0),
  note text not null
);

-- One row: the tree as far as it is needed to go on, and whose signature stands under it. Its lock is what puts appends
-- of all processes into one sequence.
create table assay.ledger_state (
  one boolean primary key default true check (one),
  size bigint not null check (size >= 0),
  -- roots of the perfect subtrees, largest first, 32 bytes each
  hashes bytea not null check (octet_length(hashes) % 32 = 0),
  origin text not null,
  verifier_key text not null
);

create function assay.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: % of % refused', lower(tg_op), tg_table_name using errcode = 'P0A01';
end $$;

create trigger append_only before update or delete on assay.ledger_entry for each row execute function assay.refuse_change();
create trigger append_only before update or delete on assay.ledger_checkpoint for each row execute function assay.refuse_change();
create trigger never_emptied before truncate on assay.ledger_entry for each statement execute function assay.refuse_change();
create trigger never_emptied before truncate on assay.ledger_checkpoint for each statement execute function assay.refuse_change();
create trigger never_emptied before truncate on assay.ledger_state for each statement execute function assay.refuse_change();
create trigger never_removed before delete on assay.ledger_state for each row execute function assay.refuse_change();

-- The state moves only together with the entries and the checkpoint that it speaks of.
create function assay.check_ledger_grew() returns trigger language plpgsql as $$
begin
  if new.size <= old.size or new.origin <> old.origin or new.verifier_key <> old.verifier_key then
    raise exception 'the ledger only grows: from % to %', old.size, new.size using errcode = 'P0A01';
  end if;
  if (select count(*) from assay.ledger_entry where index >= old.size) <> new.size - old.size
    or (select max(index) from assay.ledger_entry) <> new.size - 1 then
    raise exception 'the ledger has a gap between % and %', old.size, new.size using errcode = 'P0A01';
  end if;
  if not exists (select from assay.ledger_checkpoint where size = new.size) then
    raise exception 'the ledger has no checkpoint of size %', new.size using errcode = 'P0A01';
  end if;
  return null;
end $$;

create trigger grew_whole after update on assay.ledger_state for each row execute function assay.check_ledger_grew();

-- Many processes append to one ledger. One at a time has the turn: it enters its own calls and those that others staged
-- meanwhile, signs one head over them, and commits once. A lock of the transaction is the turn, so it falls with its holder.

-- What waits for the next turn, one row for each process. Worth nothing after a crash of the server: nobody was told that
-- it is entered. So it costs no write-ahead log.
create unlogged table assay.ledger_stage (
  caller integer primary key,
  ticket integer not null,
  entries bytea[] not null,
  leaf_hashes bytea[] not null check (cardinality(leaf_hashes) = cardinality(entries)),
  staged_at timestamptz not null default clock_timestamp(),
  -- once entered: index of the first, and the size of the tree that holds them
  first bigint,
  size bigint,
  -- the bytes were not those of the hashes any more
  refused boolean not null default false
);

create sequence assay.ledger_caller as integer cycle;

-- Leaves entries for whoever has the turn, and says whether somebody has it.
create function assay.ledger_leave(p_caller integer, p_ticket integer, p_entries bytea[], p_leaf_hashes bytea[])
returns boolean language plpgsql as $$
begin
  insert into assay.ledger_stage (caller, ticket, entries, leaf_hashes)
  values (p_caller, p_ticket, p_entries, p_leaf_hashes)
  on conflict (caller) do update set ticket = excluded.ticket, entries = excluded.entries,
    leaf_hashes = excluded.leaf_hashes, staged_at = excluded.staged_at, first = null, size = null, refused = false;
  return not pg_try_advisory_xact_lock(1095979841, 2);
end $$;

-- Takes the turn, enters one's own entries and then what was staged, at the next indices, and reads all of them back
-- from the table. If somebody else has the turn, it stages one's own instead.
--
-- The first row is the state: size before, subtree hashes, and what is said as JSON. The others are the entries.
create function assay.ledger_turn(p_caller integer, p_ticket integer, p_entries bytea[], p_leaf_hashes bytea[])
returns table (index bigint, bytes bytea, leaf_hash bytea, said jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  state assay.ledger_state;
  own integer := cardinality(p_entries);
  placed text;
  new_size bigint;
begin
  if not pg_try_advisory_xact_lock(1095979841, 2) then
    if own > 0 then
      perform assay.ledger_leave(p_caller, p_ticket, p_entries, p_leaf_hashes);
    end if;
    return query select null::bigint, null::bytea, null::bytea, '{"turn": "taken"}'::jsonb;
    return;
  end if;
  -- a holder that was suspended, or whose machine is gone, loses the turn
  perform set_config('idle_in_transaction_session_timeout', '15s', true);
  select * into strict state from assay.ledger_state for update;
  if state.size <> coalesce((select max(entry.index) + 1 from assay.ledger_entry as entry), 0) then
    raise exception 'the ledger has another size than its state says: %', state.size using errcode = 'P0A02';
  end if;
  with due as (
    select caller, entries, leaf_hashes,
      (state.size + own + coalesce(sum(cardinality(entries)) over earlier, 0))::bigint as first
    from (
      select * from assay.ledger_stage where first is null and not refused order by staged_at, caller limit 16
    ) as waiting
    window earlier as (order by staged_at, caller rows between unbounded preceding and 1 preceding)
  ), entered as (
    insert into assay.ledger_entry (index, bytes, leaf_hash)
    select state.size + place - 1, bytes, leaf_hash
    from unnest(p_entries, p_leaf_hashes) with ordinality as given (bytes, leaf_hash, place)
    union all
    select due.first + place - 1, given.bytes, given.leaf_hash
    from due cross join lateral unnest(due.entries, due.leaf_hashes) with ordinality as given (bytes, leaf_hash, place)
  ), told as (
    update assay.ledger_stage as stage set first = due.first, entries = '{}', leaf_hashes = '{}'
    from due where stage.caller = due.caller
    returning stage.caller, stage.ticket, due.first
  )
  select string_agg(format('%s/%s:%s', caller, ticket, first), ' ' order by first) into placed from told;
  select max(entry.index) + 1 into new_size from assay.ledger_entry as entry;
  if coalesce(new_size, 0) <= state.size then
    return query select null::bigint, null::bytea, null::bytea, '{"turn": "idle"}'::jsonb;
    return;
  end if;
  if placed is not null then
    update assay.ledger_stage set size = new_size where first >= state.size;
    delete from assay.ledger_stage where staged_at < now() - interval '1 day';
  end if;
  return query select state.size, state.hashes, null::bytea, jsonb_build_object(
    'turn', 'own', 'origin', state.origin, 'verifierKey', state.verifier_key, 'placed', coalesce(placed, ''),
    'note', (select note from assay.ledger_checkpoint as latest where latest.size = state.size));
  return query select entry.index, entry.bytes, entry.leaf_hash, null::jsonb
    from assay.ledger_entry as entry where entry.index >= state.size order by entry.index;
end $$;

-- The signed head of the turn. The key changes only where one entry by itself changes it.
create function assay.ledger_sign(p_size bigint, p_note text, p_hashes bytea, p_verifier_key text)
returns void language sql as $$
  insert into assay.ledger_checkpoint (size, note) values (p_size, p_note);
  update assay.ledger_state set size = p_size, hashes = p_hashes, verifier_key = p_verifier_key;
$$;

create or replace function assay.check_ledger_grew() returns trigger language plpgsql as $$
begin
  if new.size <= old.size or new.origin <> old.origin
    or (new.verifier_key <> old.verifier_key and new.size <> old.size + 1) then
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

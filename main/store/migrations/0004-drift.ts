/**
 * What an import found changed in a connected system and nobody here had exported.
 * state: 'seen' staged and not judged yet; 'open' waits for a person; 'enforced' the way back is planned; 'accepted' it stands.
 */
export const drift = `
-- a full import of the system has come to its end at least once
alter table system add column read_whole integer not null default 0;
update system set read_whole = 1 where watermark is not null;

create table drift (
  -- never used again: a decision names it
  id integer primary key autoincrement,
  system integer not null,
  object integer not null,
  mv integer,
  type text not null,
  kind text not null check (kind in ('value', 'reference-added', 'reference-removed', 'deleted', 'created')),
  -- dn for a move; null for an object that was deleted or created
  attribute text,
  -- of a reference value, the connector space object it names
  target integer,
  -- JSON; null: no value. For a deleted object the whole of it
  was text,
  now text,
  wanted text,
  rule text,
  name text,
  key text not null,
  -- the import that found it
  run integer not null,
  since integer not null,
  changed_by text,
  state text not null default 'seen' check (state in ('seen', 'open', 'enforced', 'accepted')),
  author text,
  decided integer,
  reason text
);
create unique index drift_what on drift (object, ifnull(attribute, ''), ifnull(target, 0));
create index drift_mv on drift (mv) where mv is not null;
create index drift_state on drift (state, system);
`

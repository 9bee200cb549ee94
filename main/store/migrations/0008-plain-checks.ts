/**
 * The words of planned changes and connections, checked by comparison: SQLite builds a table of the words of an `in` for each statement and
 * searches it for each row, which was a tenth of a first synchronization.
 */
export const plainChecks = `
create table change_as_it_was as select seq from sqlite_sequence where name = 'change';
alter table change rename to change_before;
drop index change_object;
drop index change_open;
drop index change_unfinished;
drop index change_run;
create table change (
  -- never used again for another change: a decision that names it must not meet another
  id integer primary key autoincrement,
  system integer not null,
  object integer not null,
  mv integer,
  type text not null,
  operation text not null check (
    operation = 'add' or operation = 'update' or operation = 'move' or operation = 'disable' or operation = 'delete'),
  attribute text,
  -- JSON; for references arrays of connector space ids, in old what is removed and in new what is added
  old text,
  new text,
  reference integer not null default 0,
  rule text not null,
  -- the metaverse attribute the value was taken from
  source text,
  risk integer not null,
  hash blob not null,
  pattern text not null,
  decision text not null default 'undecided' check (
    decision = 'undecided' or decision = 'approved' or decision = 'held' or decision = 'rejected'),
  approval integer,
  state text not null default 'planned' check (
    state = 'planned' or state = 'exporting' or state = 'exported' or state = 'confirmed' or state = 'unconfirmed'
    or state = 'failed'),
  -- the run that planned it, and the run that wrote it
  run integer,
  export_run integer,
  error text,
  name text not null,
  -- anchor or DN, for a person
  key text not null
);
insert into change
  select id, system, object, mv, type, operation, attribute, old, new, reference, rule, source, risk, hash, pattern, decision,
    approval, state, run, export_run, error, name, key
  from change_before order by id;
drop table change_before;
delete from sqlite_sequence where name = 'change';
insert into sqlite_sequence (name, seq) select 'change', seq from change_as_it_was;
drop table change_as_it_was;
create index change_object on change (object);
create index change_open on change (system, operation, attribute) where state in ('planned', 'exporting', 'failed');
create index change_unfinished on change (state) where state in ('exporting', 'exported');
create index change_run on change (export_run) where export_run is not null;

alter table cs_connection rename to cs_connection_before;
drop index cs_connection_mv;
create table cs_connection (
  object integer primary key references cs_object,
  mv integer not null,
  kind text not null check (kind = 'projected' or kind = 'joined' or kind = 'provisioned'),
  rule text not null,
  run integer
);
insert into cs_connection select object, mv, kind, rule, run from cs_connection_before order by object;
drop table cs_connection_before;
create index cs_connection_mv on cs_connection (mv);
`

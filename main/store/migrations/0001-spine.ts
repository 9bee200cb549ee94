/**
 * The first shape of a workspace's database.
 *
 * Object rows hold what a system said and are written by staging only; what synchronization decides about them lives in
 * narrow tables beside them, so that linking a million objects does not rewrite a million documents.
 */
export const spine = `
create table setting (name text primary key, value text not null) without rowid;

create table system (
  id integer primary key,
  name text not null unique,
  -- from the last complete import
  watermark text,
  schema text
);

-- Connector space: what a connected system said of an object. observed is null for a placeholder (known only because another
-- object refers to it) and for an account that is provisioned but not yet read back.
create table cs_object (
  -- never used again for another object: decisions and history name it
  id integer primary key autoincrement,
  system integer not null references system,
  type text not null,
  anchor text,
  dn text,
  observed text,
  origin text,
  -- when the system stopped holding it; the next synchronization disconnects and removes the row
  deleted integer not null default 0
);
create unique index cs_object_anchor on cs_object (system, anchor) where anchor is not null;

-- A connector: an object that is linked to a metaverse object.
create table cs_connection (
  object integer primary key references cs_object,
  mv integer not null,
  kind text not null check (kind in ('projected', 'joined', 'provisioned')),
  rule text not null,
  run integer
);
create index cs_connection_mv on cs_connection (mv);

-- A disconnector, and why: no rule in scope, nothing matched, several matched.
create table cs_disconnector (
  object integer primary key references cs_object,
  state text not null check (state in ('filtered', 'unmatched', 'ambiguous', 'explicit'))
);

-- Values written and not yet read back: attribute -> value, null for cleared.
create table cs_unconfirmed (object integer primary key references cs_object, attributes text not null);

-- Objects whose staged state no synchronization has seen yet.
create table cs_work (system integer not null, object integer not null, primary key (system, object)) without rowid;

-- Reference values. state: 0 observed, 1 added by an export and not yet read back, 2 removed likewise.
create table cs_reference (
  source integer not null,
  attribute text not null,
  target integer not null,
  state integer not null default 0,
  primary key (source, attribute, target)
) without rowid;
create index cs_reference_target on cs_reference (target, attribute);

-- Values that joins and uniqueness look up in connector spaces. space: 'dn:3', '3:user:mail'.
create table cs_lookup (space text not null, value text not null, object integer not null, primary key (space, value, object)) without rowid;
create index cs_lookup_object on cs_lookup (object);

create table mv_object (
  id integer primary key autoincrement,
  type text not null,
  attributes text not null,
  -- [[rule, cs object, run, [attributes]]]: which contribution each value came from
  provenance text not null
);
create table mv_reference (
  source integer not null,
  attribute text not null,
  target integer not null,
  primary key (source, attribute, target)
) without rowid;
create index mv_reference_target on mv_reference (target, attribute);
create table mv_lookup (space text not null, value text not null, object integer not null, primary key (space, value, object)) without rowid;

-- Metaverse objects that wait for their values or accounts (stage 0) or their references (stage 1) to be worked out.
create table mv_work (stage integer not null, object integer not null, primary key (stage, object)) without rowid;

-- Pending exports and their fate. One row: an object's add, move or delete, or the change of one attribute.
create table change (
  -- never used again for another change: a decision that names it must not meet another
  id integer primary key autoincrement,
  system integer not null,
  object integer not null,
  mv integer,
  type text not null,
  operation text not null check (operation in ('add', 'update', 'move', 'disable', 'delete')),
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
  decision text not null default 'undecided' check (decision in ('undecided', 'approved', 'held', 'rejected')),
  approval integer,
  state text not null default 'planned'
    check (state in ('planned', 'exporting', 'exported', 'confirmed', 'unconfirmed', 'failed')),
  -- the run that planned it, and the run that wrote it
  run integer,
  export_run integer,
  error text,
  name text not null,
  -- anchor or DN, for a person
  key text not null
);
create index change_object on change (object);
create index change_open on change (system, operation, attribute) where state in ('planned', 'exporting', 'failed');
create index change_unfinished on change (state) where state in ('exporting', 'exported');
create index change_run on change (export_run) where export_run is not null;

create table approval (
  id integer primary key,
  author text not null,
  at integer not null,
  decision text not null,
  scope text not null,
  reason text,
  changes integer not null,
  -- content hashes of what was decided, concatenated, 16 bytes each
  hashes blob not null,
  -- what each change was before, for taking the decision back
  previous text not null
);

create table session (id integer primary key, started integer not null, author text not null, ended integer, audit_csv text);
create table run (
  id integer primary key,
  session integer,
  step text not null,
  system integer,
  mode text not null,
  state text not null,
  started integer not null,
  ended integer,
  statistics text not null default '{}',
  message text
);
create index run_session on run (session);

create table finding (
  id integer primary key,
  code text not null,
  severity text not null,
  system integer,
  object integer,
  mv integer,
  attribute text,
  place text,
  message text not null,
  advice text not null,
  run integer,
  at integer not null
);
create index finding_object on finding (object) where object is not null;
create index finding_mv on finding (mv) where mv is not null;
create index finding_code on finding (code, system);

-- Append-only; each row's hash covers the row and the hash before it.
create table audit (
  id integer primary key,
  at integer not null,
  author text not null,
  event text not null,
  details text not null,
  hash blob not null
);
create trigger audit_no_update before update on audit begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_no_delete before delete on audit begin select raise(abort, 'the audit is append-only'); end;

create table configuration (id integer primary key, at integer not null, author text not null, hash text not null, content text not null);
`

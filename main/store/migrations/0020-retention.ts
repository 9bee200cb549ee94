/**
 * What stays of sessions whose details have gone into an archive: the figures that the history and the reports show. archive: the files, in
 * the order in which they were written; finished is null while rows that a file holds are still being taken out.
 */
export const retention = `
create table archive (
  id integer primary key,
  name text not null unique,
  sha256 text not null,
  at integer not null,
  author text not null,
  -- sessions that had ended before
  before integer not null,
  -- when the youngest of the exports began of which it has changes; null: it has none
  written_through integer,
  changes integer not null,
  runs integer not null,
  approvals integer not null,
  findings integer not null,
  finished integer
);
create table archive_session (session integer not null, archive integer not null, primary key (session, archive)) without rowid;
-- exports of which changes are in an archive: they cannot be undone any more
create table archive_run (run integer not null, archive integer not null, primary key (run, archive)) without rowid;

-- How many changes are gone of each kind. attribute: '' where a whole object is concerned; first, last: when their exports began.
create table change_summary (
  session integer not null,
  system integer not null,
  operation text not null,
  attribute text not null,
  rule text not null,
  state text not null,
  n integer not null,
  first integer not null,
  last integer not null,
  primary key (session, system, operation, attribute, rule, state)
) without rowid;
-- The same by the decision they were written on.
create table approval_summary (
  approval integer not null,
  session integer not null,
  state text not null,
  n integer not null,
  primary key (approval, session, state)
) without rowid;
create index approval_summary_session on approval_summary (session);
-- What objects were called that we deleted, where others' changes still name them by number.
create table gone_object (object integer primary key, name text, key text not null);

-- Of a session whose runs are gone: the last of each step and system, as JSON, and the milliseconds of all.
alter table session add column runs text;
alter table session add column machine_time integer;
-- SHA-256, hex, over hashes, once these are in an archive
alter table approval add column digest text;
`

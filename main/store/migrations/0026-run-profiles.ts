/** The run profile a run was part of, null for a step that was run by itself; and how each profile went the last time. */
export const runProfiles = `
alter table run add column profile text;
create table profile_run (
  profile text primary key,
  state text not null,
  started integer not null,
  ended integer,
  author text not null,
  at integer not null,
  steps integer not null,
  message text not null
) without rowid;
`

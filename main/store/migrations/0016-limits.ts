/**
 * What somebody has allowed beyond a limit: for one plan, by the content hashes of the changes it counted then. excused: written under such
 * an override, so it does not count along later.
 */
export const limits = `
create table limit_override (
  id integer primary key,
  limit_id text not null,
  system integer not null,
  author text not null,
  at integer not null,
  reason text not null,
  plan text not null,
  -- 16 bytes each, concatenated, in their own order
  hashes blob not null
);
alter table change add column excused integer;
`

/**
 * Whose groups have changed, where a rule asks for groups: side 0 is an object of a connector space, 1 an identity. And who wrote what when,
 * for the attributes of which that decides.
 */
export const members = `
create table member_work (side integer not null, object integer not null, primary key (side, object)) without rowid;

-- Of attributes whose last writer wins: who offers which value, as JSON, and the run in which that value was first seen.
create table mv_writer (
  mv integer not null,
  attribute text not null,
  rule text not null,
  object integer not null,
  value text not null,
  run integer not null,
  primary key (mv, attribute, rule, object)
) without rowid;
`

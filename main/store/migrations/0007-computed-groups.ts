/**
 * Who is in the groups of membership rules: object stands for the group of one rule and key, mv is the member. The spelling is how this
 * member writes the key; the group is called by the first of all.
 */
export const computedGroups = `
create table group_member (
  object integer not null,
  spelling text not null,
  mv integer not null,
  primary key (object, spelling, mv)
) without rowid;
create index group_member_mv on group_member (mv);
`

/** Whose groups have changed, where a rule asks for groups: side 0 is an object of a connector space, 1 an identity. */
export const members = `
create table member_work (side integer not null, object integer not null, primary key (side, object)) without rowid;
`

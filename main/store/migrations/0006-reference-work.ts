/**
 * References of large sets that wait, value by value: whether identity mv and connector space object are in the right relation must be
 * looked at again. Small sets wait as a whole, in mv_work.
 */
export const referenceWork = `
create table reference_work (mv integer not null, object integer not null, primary key (mv, object)) without rowid;
`

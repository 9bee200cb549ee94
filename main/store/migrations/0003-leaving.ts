/**
 * Leaving takes time: since when accounts are out of scope and identities are held by nobody, and the day on which something must be looked
 * at again though nothing has changed.
 */
export const leaving = `
create table cs_leaving (object integer primary key, since text not null);
create table mv_departed (object integer primary key, since text not null);
create table cs_due (object integer primary key, day text not null);
create index cs_due_day on cs_due (day);
create table mv_due (object integer primary key, day text not null);
create index mv_due_day on mv_due (day);
`

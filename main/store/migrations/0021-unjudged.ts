/**
 * Which pending changes policies have yet to be asked about: those with a number above the one in the setting \`policed\`, and these. A column
 * of the change said so before, and each synchronization read all that was planned to find what was new.
 */
export const unjudged = `
create table change_unjudged (change integer primary key);
alter table change drop column policed;
`

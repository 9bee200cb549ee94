/**
 * What policies say of a pending change: why it is never written, which one wants two people, which one approves it; and the configuration
 * they were asked under (null: to be asked again). first_approval: the one of the two that is given.
 */
export const policies = `
alter table change add column protected text;
alter table change add column two_people text;
alter table change add column approvable text;
alter table change add column policed integer;
alter table change add column first_approval integer;
-- few or none, and asked for after each synchronization
create index change_policed on change (id) where protected is not null or two_people is not null or approvable is not null;
create index change_approvable on change (id) where approvable is not null;
`

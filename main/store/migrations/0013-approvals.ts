/**
 * What an approval stands on. basis: the part of the rules that made the change, hashed, when it was approved. returned: why an approved
 * change is in review again. An approval names the plan it was given for, and the configuration.
 */
export const approvals = `
alter table change add column basis blob;
alter table change add column returned text;
alter table approval add column plan text;
alter table approval add column configuration integer;
`

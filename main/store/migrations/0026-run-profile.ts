/** The run profile a run was part of; null for a step that was run by itself. */
export const runProfile = `
alter table run add column profile text;
`

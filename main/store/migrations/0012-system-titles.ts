/** How persons call a system, as the configuration that was activated last has it: what the store tells them says so. */
export const systemTitles = `
alter table system add column title text;
`

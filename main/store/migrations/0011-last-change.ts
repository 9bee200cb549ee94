/** When the object of a drift was last changed in its system, where the system tells; `changed_by` is who did it, likewise. */
export const lastChange = `
alter table drift add column changed_at integer;
`

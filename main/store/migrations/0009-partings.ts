/** Linked objects that were deleted or left the scope of their rules, and stay linked for a soft-delete interval: since when. */
export const partings = `
create table cs_parting (object integer primary key, since text not null);
`

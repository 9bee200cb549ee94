/**
 * undoes: the exported change that this one takes back. deleted_image: what a deletion took that its before-image does not tell: the anchor
 * and DN it was known by, and its references in both directions as [source, attribute, target].
 */
export const undo = `
alter table change add column undoes integer;
create index change_undoes on change (object) where undoes is not null;
create table deleted_image (change integer primary key, anchor text, dn text, refs text not null);
`

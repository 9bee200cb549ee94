/**
 * change_of_identity: which accounts were made for an identity, and are planned for it. deleted_image.link: whose the object was, as
 * [identity, kind, rule].
 */
export const undoneAdds = `
create index change_of_identity on change (mv, system) where operation = 'add';
alter table deleted_image add column link text;
`

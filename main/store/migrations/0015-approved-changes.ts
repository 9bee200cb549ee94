/** What an export takes next, object by object: without it each two hundred changes sort all that are approved. */
export const approvedChanges = `
create index change_approved on change (system, object) where state = 'planned' and decision = 'approved';
`

/** The audit is looked through by what happened, by who did it and by when; each index ends with the entry's number, newest first from its end. */
export const auditIndexes = `
create index audit_event on audit (event);
create index audit_author on audit (author);
create index audit_at on audit (at);
`

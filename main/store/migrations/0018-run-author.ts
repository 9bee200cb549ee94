/** Who ran a step: what the store itself finds in it, such as confirmations, goes into the audit under this name. */
export const runAuthor = `
alter table run add column author text;
update run set author = (select author from session where session.id = run.session);
`

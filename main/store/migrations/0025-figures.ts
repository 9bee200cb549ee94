/**
 * The pending changes are counted by all that a screen counts them by from the index alone. Figures over whole tables are kept from one start
 * to the next: a row stands as long as nothing was written that it counts.
 */
export const figures = `
drop index change_open;
create index change_open on change (system, operation, attribute, rule, risk, decision, state)
  where state in ('planned', 'exporting', 'failed');
create table figure (name text primary key, part text not null check (part = 'plan' or part = 'space'), value text not null) without rowid;
`

/**
 * Objects that two of a system's exchange names with each other have for a moment: what one is called while another takes its name. A row
 * stands from the intent on until the object has got the name that was approved for it.
 */
export const stepAside = `
create table step_aside (
  object integer not null,
  -- '' for the DN
  attribute text not null,
  system integer not null,
  -- JSON: what it had, and what it has meanwhile
  was text not null,
  aside text not null,
  -- the approved change that it waits for
  change integer not null,
  state text not null default 'intended' check (state in ('intended', 'done')),
  primary key (object, attribute)
) without rowid;
create trigger step_aside_gone after delete on cs_object begin delete from step_aside where object = old.id; end;
-- Which approved change gives up a value that another asks for. Long values are no names.
create index change_gives_up on change (system, attribute, lower(substr(old, 1, 100)))
  where state = 'planned' and decision = 'approved' and operation = 'update' and reference = 0 and old is not null;
`

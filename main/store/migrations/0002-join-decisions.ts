/**
 * What persons decide over the links of objects. Kept by system and anchor: a decision outlives the object, which may leave its system and
 * come back. Only decisions that stand are here; who took and withdrew which is in the audit.
 */
export const joinDecisions = `
create table join_decision (
  id integer primary key autoincrement,
  system integer not null references system,
  anchor text not null,
  -- the object's type and how a person knew it when it was decided
  type text not null,
  name text not null,
  -- join: to the identity mv; disconnect: linked to nobody, whatever rules say; project: an identity of its own
  kind text not null check (kind in ('join', 'disconnect', 'project')),
  mv integer,
  -- the identity's name when it was decided
  identity text,
  author text not null,
  at integer not null,
  reason text,
  check ((kind = 'join') = (mv is not null))
);
create unique index join_decision_object on join_decision (system, anchor);
-- Of one system an identity is given one account of a type.
create unique index join_decision_mv on join_decision (mv, system, type) where mv is not null;

-- Accounts an ambiguous-account finding of an identity speaks of: a finding names one object at the most.
create table join_contested (mv integer not null, object integer not null, primary key (mv, object)) without rowid;
create index join_contested_object on join_contested (object);

-- What waits for a person is listed by state; filtered objects, of which there may be a million, are not in it.
create index cs_disconnector_waiting on cs_disconnector (state, object) where state in ('unmatched', 'ambiguous');
`

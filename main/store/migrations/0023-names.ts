/**
 * The names of identities, word by word, for who looks for one; brought up to date when somebody looks, so that no synchronization waits for
 * it. Identities up to `upto` are in it, but for those of name_work, which changed since. `display`: the attributes a name was taken from.
 */
export const names = `
create index mv_object_type on mv_object (type);
create virtual table mv_name using fts5 (name, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
create table name_index (upto integer not null, display text not null);
insert into name_index (upto, display) values (0, '');
create table name_work (object integer primary key);
create trigger mv_object_gone after delete on mv_object when old.id <= (select upto from name_index) begin
  insert or ignore into name_work (object) values (old.id);
end;
`

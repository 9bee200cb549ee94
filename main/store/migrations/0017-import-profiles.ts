/** What full reads looked like that were believed, to judge the next one by. */
export const importProfiles = `
create table import_profile (id integer primary key, system integer not null, at integer not null, profile text not null);
create index import_profile_system on import_profile (system, id);
`

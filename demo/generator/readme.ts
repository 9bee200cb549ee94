import { badLines } from './hr-files.ts'
import type { ExpectedNumbers } from './numbers.ts'
import { today } from './people.ts'

/** demo/contoso/README.md, with the numbers filled in. */
export function readme(n: ExpectedNumbers): string {
  const lines = badLines.map(([line]) => line).join(', ')
  const rows = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([attribute, count]) => `| \`${attribute}\` | ${count} |`)
      .join('\n')
  return `# Contoso, a company to practise on

Everything here is invented, and everything is plain text: two HR exports, a directory, a service desk and the rules
between them. \`node demo/generate.ts\` writes the data again, byte for byte the same; change the generator, not the files.

## The story

It is ${today}. Contoso has ${n.hr.people} employees and ${n.contractors.rows} contractors in ${n.ad.organizationalUnits - 4} cities. HR knows who works there;
Active Directory and the service desk know who worked there some time ago.

- **Sales became Sales EMEA.** HR has the new name, the directory has not.
- **People joined, moved, left and came back.** Some start next month and need an account that is still disabled; the
  accounts of some who left are still enabled; some who returned find theirs disabled, in the container for leavers.
- **Names are names.** Jürgen Großmann, Łukasz Dąbrowski, İpek Yıldız, Δημήτρης, Иван, 花子 and محمد work here. Logins are
  derived from Latin letters, and from the employee number where there are none.
- **Four names belong to two people each**, who share a mail address by mistake. Their one account matches both, and only
  a person can tell whose it is.
- **${n.contractors.alsoEmployees} contractors are employees as well**: half are found by employee number, half by mail address.
- **Two directors are each other's manager**, and one employee's manager has a number that nobody has.
- **Three rows cannot be read**: the hire dates in lines ${lines} of \`hr-employees.csv\` are no dates.
- **${n.ad.filtered} service accounts** (\`svc-…\`) are nobody's business but their owners': a filter keeps every rule away from them.

## The files

| file | what it is |
|---|---|
| \`hr-employees.csv\` | UTF-8, comma, ISO dates; several rows for a person whose job or employment changed |
| \`hr-contractors.csv\` | UTF-16LE with byte order mark, semicolon, US dates, other headers |
| \`ad-schema.json\`, \`ad-objects.jsonl\` | the directory: schema, and one object a line, from which the twin is made |
| \`scim-users.json\`, \`scim-groups.json\` | the service desk's users and groups, as SCIM resources |
| \`workspace.yaml\`, \`rules/\` | the workspace: systems, metaverse and rules, with comments |
| \`expected.json\` | the numbers below, for the tests |

## Expected numbers

### Import

| system | what | number |
|---|---|---|
| HR employees | data rows | ${n.hr.rows} |
| | people | ${n.hr.people} |
| | rejected rows | ${n.hr.rejected} |
| HR contractors | rows, each a person | ${n.contractors.rows} |
| Active Directory | users | ${n.ad.users} |
| | groups | ${n.ad.groups} |
| | organizational units | ${n.ad.organizationalUnits} |
| Service desk | users | ${n.servicedesk.users} |
| | groups | ${n.servicedesk.groups} |

### Synchronization

| what | number |
|---|---|
| people in the metaverse | ${n.metaverse.people} |
| of them projected from HR employees | ${n.hr.people} |
| of them projected from HR contractors | ${n.contractors.rows - n.contractors.alsoEmployees} |
| contractors joined to an employee | ${n.contractors.alsoEmployees} |
| groups in the metaverse | ${n.metaverse.groups} |
| AD users joined | ${n.ad.joined} |
| of them by mail address only | ${n.ad.joinedByMail} |
| AD users that match several people | ${n.ad.ambiguous} |
| AD users filtered, never touched | ${n.ad.filtered} |
| AD users that match nobody | ${n.ad.unmatched} |
| people who get no AD account because theirs is undecided | ${n.ad.heldPeople} |
| people without an AD account after the session | ${n.ad.peopleWithoutAccount} |
| service desk users joined | ${n.servicedesk.joined} |
| service desk users that match nobody | ${n.servicedesk.unmatched} |
| service desk groups joined | ${n.servicedesk.groups} |

### Planned changes

| system | adds | updates | moves | disables | deletes |
|---|---|---|---|---|---|
| Active Directory | ${n.ad.adds} | ${n.ad.updatesInAll} | ${n.ad.moves} | ${n.ad.disables} | 0 |
| Service desk | ${n.servicedesk.adds} | ${n.servicedesk.updatesInAll} | 0 | ${n.servicedesk.disables} | 0 |

An update is one attribute of one object. The manager of a new account is written after the account, as an update of its own,
because a reference needs both its ends. Active Directory:

| attribute | updates |
|---|---|
${rows(n.ad.updates)}
| managers of new accounts | ${n.ad.managersOfNewAccounts} |

Service desk:

| attribute | updates |
|---|---|
${rows(n.servicedesk.updates)}
| managers of new accounts | ${n.servicedesk.managersOfNewAccounts} |

A second cycle plans nothing.
`
}

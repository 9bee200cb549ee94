import { World } from './world.ts'

/** Anna has an account whose department and telephone number are to be changed; both changes are approved. */
export function annaApproved(): World {
  const world = new World()
  world.systems.hr.put('E1', {
    type: 'employee',
    attributes: {
      id: 'E1',
      first: 'Anna',
      last: 'Nowak',
      dept: 'IT',
      phone: '1',
      status: 'Active',
      kind: 'N',
    },
  })
  world.systems.ad.put('S-1', {
    type: 'user',
    dn: 'CN=Anna Nowak,OU=IT,DC=t',
    attributes: {
      sAMAccountName: 'anowak',
      employeeID: 'E1',
      displayName: 'Anna Nowak',
      department: 'Sales',
      telephoneNumber: '9',
      userAccountControl: 512,
    },
  })
  world.importAll()
  world.synchronize()
  world.approve()
  return world
}

import { lockWorkspace } from '../../../main/store/lock.ts'

/**
 * A process of its own that takes a workspace's lock, says so, and keeps it until it is killed. It keeps no reference to it, and collects
 * its garbage where it may: a lock is held until it is given back, not until it is forgotten.
 */
lockWorkspace(process.argv[2] as string, 'Contoso')
globalThis.gc?.()
process.stdout.write('locked\n')
setInterval(() => {}, 1000)

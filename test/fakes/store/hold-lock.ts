import { lockWorkspace } from '../../../main/store/lock.ts'

/** A process of its own that takes a workspace's lock, says so, and keeps it until it is killed. */
lockWorkspace(process.argv[2] as string, 'Contoso')
process.stdout.write('locked\n')
setInterval(() => {}, 1000)

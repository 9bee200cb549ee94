import type { Session } from '../preload/contract/session.ts'
import type { Stage } from './stage.ts'

/** Runs another session, which may write nothing because nothing is approved. @returns what was wrong; undefined when it had nothing to do */
export async function secondCycle(stage: Stage): Promise<string | undefined> {
  const { code, stdout, stderr } = await stage.start('run').ended
  if (code !== 0) return `the second cycle ends with ${code}: ${stdout}${stderr}`
  const session = JSON.parse(stdout) as Session
  if (session.endedAt === null) {
    const { stdout: plan } = await stage.start('plan').ended
    return `the second cycle plans changes: ${session.next.sentence} ${plan.slice(0, 2000)}`
  }
  const busy = session.systems.filter((one) => Object.values(one.exported).some((count) => count > 0))
  return busy.length > 0
    ? `the second cycle writes to ${busy.map(({ title }) => title).join(', ')}`
    : undefined
}

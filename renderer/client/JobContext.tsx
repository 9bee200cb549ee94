import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { JobRequest, JobSnapshot } from '../../preload/contract/jobs.ts'
import { reduceJob } from './jobProgress.ts'
import { useCall, useClient } from './queries.tsx'

interface JobControl {
  /** The job that runs, or the one that ran last while this page was open. */
  job: JobSnapshot | null
  running: boolean
  /** What went wrong when a job was started or cancelled. */
  refused: unknown
  start(request: JobRequest): Promise<void>
  cancel(): Promise<void>
  /** An export waits between two objects, or goes on. */
  pause(paused: boolean): Promise<void>
}

const JobContext = createContext<JobControl | null>(null)

export function useJob(): JobControl {
  const control = useContext(JobContext)
  if (!control) throw new Error('useJob is used outside of JobProvider')
  return control
}

/** Follows the workspace's job: a snapshot first, then numbered events, so a reload loses nothing. */
export function JobProvider({ children }: { children: ReactNode }) {
  const client = useClient()
  const queries = useQueryClient()
  const current = useCall('workspace.get', {}).data?.job ?? null
  const [followed, setFollowed] = useState<string | null>(null)
  const [job, setJob] = useState<JobSnapshot | null>(null)
  const [refused, setRefused] = useState<unknown>(null)

  useEffect(() => {
    if (current) setFollowed(current)
  }, [current])

  useEffect(() => {
    if (!followed) return
    return client.watch(
      'jobs.watch',
      { id: followed },
      {
        event: (event) => {
          setJob((before) => reduceJob(before?.id === followed ? before : null, event))
          if (event.type === 'ended') void queries.invalidateQueries()
        },
      },
    )
  }, [client, queries, followed])

  const start = useCallback(
    async (request: JobRequest) => {
      setRefused(null)
      try {
        const { id } = await client.call('jobs.start', request)
        setFollowed(id)
        void queries.invalidateQueries()
      } catch (error) {
        setRefused(error)
      }
    },
    [client, queries],
  )

  const cancel = useCallback(async () => {
    if (!followed) return
    try {
      await client.call('jobs.cancel', { id: followed })
    } catch (error) {
      setRefused(error)
    }
  }, [client, followed])

  const pause = useCallback(
    async (paused: boolean) => {
      if (!followed) return
      try {
        await client.call('jobs.pause', { id: followed, paused })
      } catch (error) {
        setRefused(error)
      }
    },
    [client, followed],
  )

  const control = useMemo<JobControl>(
    () => ({ job, running: job?.state === 'running', refused, start, cancel, pause }),
    [job, refused, start, cancel, pause],
  )
  return <JobContext value={control}>{children}</JobContext>
}

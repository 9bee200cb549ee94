import { type BrowserWindow, Notification } from 'electron'
import type { JobNews } from './job-news.ts'

/** Seconds after which nobody sits and waits for a step. */
const long = 10

/** Progress at the taskbar or dock while a job runs; a notification when a long one ends and nobody is looking. */
export function showNews(window: BrowserWindow, news: JobNews, show: () => void): void {
  if (news.state === 'running' || news.state === 'paused') {
    // Above 1 is Electron's way to say that the end is unknown.
    window.setProgressBar(news.share ?? 2, { mode: modeOf(news) })
    return
  }
  window.setProgressBar(-1)
  if (news.seconds < long || window.isFocused() || !Notification.isSupported()) return
  const notification = new Notification({ title: titles[news.state], body: news.message })
  notification.on('click', show)
  notification.show()
}

function modeOf({ state, share }: JobNews): 'paused' | 'normal' | 'indeterminate' {
  if (state === 'paused') return 'paused'
  return share === null ? 'indeterminate' : 'normal'
}

const titles: Record<Exclude<JobNews['state'], 'running' | 'paused'>, string> = {
  done: 'Done: Joinery waits for you',
  failed: 'A step has failed',
  cancelled: 'The step was cancelled',
  stopped: 'Stopped before the first write',
}

import type * as Electron from 'electron'
import type { Page } from 'playwright-core'

/** A desktop application that was started, on Electron or on its stand-in: what the specs may know of it. */
export interface Desktop {
  /** The page of its window. */
  readonly page: Page
  /** Runs a function in the main process, which gets nothing but Electron's module and one argument. */
  evaluate<T, A = undefined>(
    run: (electron: typeof Electron, argument: A) => T | Promise<T>,
    argument?: A,
  ): Promise<T>
  /** Quits as a person does; resolves with the exit code. */
  close(): Promise<number | null>
}

export interface DesktopStart {
  readonly workspace: string
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>
  /** A folder of its own for what it remembers. */
  readonly userData: string
}

export type StartDesktop = (start: DesktopStart) => Promise<Desktop>

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/** A component whose code is a file of its own. */
export interface Code<Props extends object> {
  /** Undefined until it is loaded. */
  readonly component: ComponentType<Props> | undefined
  /** Loads it, if it is not yet. Rejects when that fails; whoever asks next tries again. */
  fetch(): Promise<void>
}

export function codeOf<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): Code<Props> {
  let component: ComponentType<Props> | undefined
  let loading: Promise<void> | undefined
  return {
    get component() {
      return component
    },
    fetch() {
      loading ??= load().then(
        (module) => {
          component = module.default
        },
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )
      return loading
    },
  }
}

type LaterProps<Props extends object> = Props & {
  readonly code: Code<Props>
  readonly meanwhile: ReactNode
}

/**
 * A component whose code comes when it is first shown. Code that is there is shown at once: React's own `lazy` shows the fallback even then,
 * and keeps it for 300 ms.
 */
export function Later<Props extends object>({ code, meanwhile, ...props }: LaterProps<Props>): ReactNode {
  const [state, turn] = useState<{ readonly failure?: unknown }>({})
  const Component = code.component
  const missing = Component === undefined
  useEffect(() => {
    if (!missing) return
    let shown = true
    code.fetch().then(
      () => shown && turn({}),
      (failure: unknown) => shown && turn({ failure }),
    )
    return () => {
      shown = false
    }
  }, [missing, code])
  if (state.failure !== undefined) throw state.failure
  return Component === undefined ? meanwhile : <Component {...(props as unknown as Props)} />
}

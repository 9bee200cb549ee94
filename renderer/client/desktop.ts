/** What only the desktop can do for the page; each is left out where it cannot be done, and the screens show something else or nothing. */
interface DesktopAbilities {
  /** Shows the workspace's folder in the system's file manager. */
  readonly openWorkspaceFolder?: () => void
}

/** Asked here and nowhere else: in the browser host nothing of it is there. */
export function desktop(): DesktopAbilities {
  const bridge = window.joinery
  if (bridge === undefined) return {}
  return { openWorkspaceFolder: () => bridge.openFolder() }
}

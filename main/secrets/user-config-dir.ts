import { posix, win32 } from 'node:path'

/** Where programs of this platform keep settings of one user: `~/.config/joinery`, `%APPDATA%\Joinery` or its like. */
export function userConfigDir(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') {
    return win32.join(environment.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Joinery')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Joinery')
  return posix.join(environment.XDG_CONFIG_HOME || posix.join(home, '.config'), 'joinery')
}

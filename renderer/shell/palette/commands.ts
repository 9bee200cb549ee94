import type { JobRequest } from '../../../preload/contract/jobs.ts'
import { formatProfilePlace } from '../../features/systems/profiles/profilePlace.ts'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../route.ts'
import { screenList } from '../screenList.ts'
import { chooseTheme, type ThemeChoice } from '../useTheme.ts'
import type { PaletteItem } from './paletteItem.ts'

/** What commands act on. */
export interface CommandContext {
  /** What runs now, as a person calls it; null while nothing does. */
  readonly running: string | null
  readonly paused: boolean
  /** What runs is an export, which can wait. */
  readonly pausable: boolean
  /** The run profiles of the workspace. */
  readonly profiles: readonly { readonly name: string; readonly title: string }[]
  start(request: JobRequest): void
  cancel(): void
  pause(paused: boolean): void
  openKeys(): void
}

const steps: readonly { title: string; request: JobRequest }[] = [
  { title: t('Start a full session'), request: { kind: 'session', mode: 'full' } },
  { title: t('Start a delta session'), request: { kind: 'session', mode: 'delta' } },
  { title: t('Import everything'), request: { kind: 'import', mode: 'full' } },
  { title: t('Import what changed'), request: { kind: 'import', mode: 'delta' } },
  { title: t('Synchronize what changed'), request: { kind: 'synchronize', mode: 'delta' } },
  { title: t('Synchronize everything'), request: { kind: 'synchronize', mode: 'full' } },
  { title: t('Export what is approved'), request: { kind: 'export' } },
  { title: t('Confirm what was exported'), request: { kind: 'confirm' } },
  { title: t('Write the session report'), request: { kind: 'report' } },
]

const runOfProfile = ({ name, title }: { readonly name: string; readonly title: string }) => ({
  id: `profile ${name}`,
  title: t`Run ${title}`,
  request: { kind: 'profile' as const, name },
})

const themes: readonly { choice: ThemeChoice; title: string }[] = [
  { choice: 'light', title: t('Theme: light') },
  { choice: 'dark', title: t('Theme: dark') },
  { choice: 'system', title: t('Theme: as the system') },
]

const pages: readonly { title: string; hash: string }[] = [
  { title: t('Add a system'), hash: formatRoute('systems', null, 'view=add') },
  { title: t('Run profiles'), hash: formatProfilePlace('profiles') },
  { title: t('Reports'), hash: formatRoute('audit', null, 'view=reports') },
]

/** Starts a step, and shows it. */
export function startStep({ start }: CommandContext, request: JobRequest): void {
  start(request)
  navigate(formatRoute('session'))
}

/** Every screen and action that has no object. */
export function commandsOf(context: CommandContext): PaletteItem[] {
  const { running } = context
  return [
    ...screenList.map(({ name, title, glyph, key }) => ({
      id: `screen ${name}`,
      title: t`Go to ${title}`,
      mark: glyph,
      keys: ['G', key],
      open: () => navigate(formatRoute(name)),
    })),
    ...(running !== null && context.pausable
      ? [
          {
            id: 'pause',
            title: context.paused ? t('Go on with the export') : t('Pause the export'),
            mark: 'pause' as const,
            open: () => context.pause(!context.paused),
          },
        ]
      : []),
    ...(running === null
      ? []
      : [
          {
            id: 'cancel',
            title: t`Cancel the running step: ${running}`,
            mark: 'x' as const,
            open: context.cancel,
          },
        ]),
    ...[
      ...steps.map((step) => ({ id: `step ${step.title}`, ...step })),
      ...context.profiles.map(runOfProfile),
    ].map(({ id, title, request }) => ({
      id,
      title,
      mark: 'session' as const,
      ...(running === null ? {} : { blocked: t`${running} is running` }),
      open: () => startStep(context, request),
    })),
    ...pages.map(({ title, hash }) => ({
      id: `page ${hash}`,
      title,
      mark: 'right' as const,
      open: () => navigate(hash),
    })),
    ...themes.map(({ choice, title }) => ({
      id: `theme ${choice}`,
      title,
      mark: 'theme' as const,
      open: () => chooseTheme(choice),
    })),
    { id: 'keys', title: t('All keys'), mark: 'more', keys: ['?'], open: context.openKeys },
  ]
}

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { dialog } from 'electron'

const marker = 'workspace.yaml'

/** `--workspace=PATH` of the command line, else the last one while it is still there. */
export function knownWorkspace(args: readonly string[], last: string | undefined): string | undefined {
  const flag = '--workspace='
  const given = args.find((arg) => arg.startsWith(flag))?.slice(flag.length)
  if (given) return resolve(given)
  return last !== undefined && isWorkspace(last) ? last : undefined
}

/** Lets a person choose a folder; undefined when the choice is cancelled. */
export async function askForWorkspace(): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Open Workspace',
    message: `Choose a folder that holds a ${marker}`,
    properties: ['openDirectory'],
  })
  const [folder] = filePaths
  if (canceled || folder === undefined) return undefined
  if (isWorkspace(folder)) return folder
  dialog.showErrorBox(
    'This folder is not a workspace',
    `${folder} holds no ${marker}. Make one with: joinery init`,
  )
  return undefined
}

function isWorkspace(folder: string): boolean {
  return existsSync(join(folder, marker))
}

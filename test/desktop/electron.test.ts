import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { requires } from '../requirements.ts'
import { startElectronDesktop } from './electron-desktop.ts'
import { type Packed, packDesktop } from './pack.ts'
import { shellSpecs } from './shell-specs.ts'

describe.skipIf(requires('electron'))('the packed application in Electron', () => {
  let folder: string
  let packed: Packed

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'joinery-packed-'))
    packed = await packDesktop(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  shellSpecs((options) => startElectronDesktop(packed.archive, options))
})

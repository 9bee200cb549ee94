import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Arch, build, Platform } from 'electron-builder'

export const root = join(import.meta.dirname, '..', '..')

/** What electron-builder made of `dist`. */
export interface Packed {
  /** The binary of the application, which here is the stand-in with the fuses set. */
  readonly binary: string
  readonly archive: string
  /** What had to stay outside of the archive lies here, under the same paths. */
  readonly unpacked: string
}

/**
 * Packs the application for this machine with electron-builder itself, as `npx electron-builder --dir` does, into a folder of its own. It
 * uses no network: the only thing it would fetch is Electron, for which a folder with a stand-in binary is given.
 */
export async function packDesktop(folder: string): Promise<Packed> {
  const electronDist = join(folder, 'electron')
  const output = join(folder, 'release')
  makeElectron(electronDist)
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
    publish: 'never',
    config: { extends: join(root, 'electron-builder.yml'), electronDist, directories: { output } },
  })
  const unpacked = join(output, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked')
  return {
    binary: join(unpacked, 'joinery'),
    archive: join(unpacked, 'resources', 'app.asar'),
    unpacked: join(unpacked, 'resources', 'app.asar.unpacked'),
  }
}

/** Marks the place in an Electron binary where its fuses are; version and number of fuses follow, then one character for each. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Every switch the unsafe way, so that what is read afterwards was set by the configuration. */
const unsafe = '101100111'

/** A distribution of Electron as far as packing looks at it: a binary that carries fuses, and a folder for the archive. */
function makeElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const wire = Buffer.concat([Buffer.from([1, unsafe.length]), Buffer.from(unsafe)])
  const script = Buffer.from('#!/bin/sh\nexit 1\n# ')
  writeFileSync(join(folder, 'electron'), Buffer.concat([script, Buffer.from(sentinel), wire]), {
    mode: 0o755,
  })
}

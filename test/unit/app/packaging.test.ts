import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..', '..')
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe('the packed application', () => {
  test('has the switches of its binary set the safe way', () => {
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('has only settings that electron-builder knows', () => {
    const scheme = join(root, 'node_modules', 'app-builder-lib', 'scheme.json')
    const known = JSON.parse(readFileSync(scheme, 'utf8'))
    const unknown = (keys: object, allowed: object) =>
      Object.keys(keys).filter((key) => !Object.hasOwn(allowed, key))
    expect(unknown(config, known.properties)).toEqual([])
    expect(unknown(config.electronFuses, known.definitions.FuseOptionsV1.properties)).toEqual([])
  })

  test('is one archive, with the native binaries beside it', () => {
    expect(config).toMatchObject({ asar: { smartUnpack: false }, npmRebuild: false })
    const [unpacked] = config.asarUnpack
    expect(existsSync(join(root, unpacked.replace('/**', '')))).toBe(true)
  })

  test('contains its entry', () => {
    const [folder] = manifest.main.split(/\/[^/]+$/)
    expect(config.files).toContain(`${folder}/**`)
  })
})

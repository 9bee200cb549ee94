import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { FieldMeta } from '../../spi/connector.ts'
import { ConnectorError } from '../../spi/error.ts'
import type { TlsOptions } from './secure.ts'

/** The settings with which a system's certificate is judged; the same names in every connector. */
export const tlsShape = {
  caFile: z.string().min(1).optional(),
  pinnedFingerprint: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}:?){32}$/, 'is not a SHA-256 fingerprint: 64 hexadecimal digits, colons or not')
    .optional(),
}

export const tlsFields = (group: string) =>
  ({
    caFile: {
      label: 'Certificate authority',
      help: 'A PEM file with the certificates that sign the servers’ ones.',
      path: 'certificate',
      access: true,
      group,
      step: 1,
    },
    pinnedFingerprint: {
      label: 'Pinned certificate',
      help: 'SHA-256 fingerprint of the one certificate that is accepted.',
      access: true,
      group,
      step: 1,
    },
  }) as const satisfies Readonly<Record<string, FieldMeta>>

/** Whom to trust, as the settings say. Throws ConnectorError `config` when the certificate file cannot be used. */
export function trustOf(
  config: { readonly caFile?: string | undefined; readonly pinnedFingerprint?: string | undefined },
  workspaceDir: string,
): Pick<TlsOptions, 'ca' | 'pinnedFingerprint'> {
  return {
    ...(config.caFile === undefined ? {} : { ca: readCa(resolve(workspaceDir, config.caFile)) }),
    ...(config.pinnedFingerprint === undefined ? {} : { pinnedFingerprint: config.pinnedFingerprint }),
  }
}

function readCa(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConnectorError(
      'config',
      `caFile ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      {
        advice: 'Correct the path, or give the account that runs the session the right to read the file',
        where: file,
      },
    )
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new ConnectorError('config', `caFile ${file} holds no certificate in PEM form`, {
    advice: 'Export the certificate as Base-64 (PEM) and name that file',
    where: file,
  })
}

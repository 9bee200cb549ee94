import { JoineryError } from './joinery-error.ts'

/** Somebody asks for a run profile that the workspace does not have. */
export const unknownProfile = (name: string, known: readonly string[]): JoineryError =>
  new JoineryError('unknown-profile', `there is no run profile "${name}" in this workspace`, {
    advice:
      known.length === 0
        ? 'Run profiles are written in workspace.yaml, under runProfiles'
        : `Known run profiles: ${known.join(', ')}`,
    exitCode: 2,
  })

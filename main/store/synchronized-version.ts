/** The setting with the version of the configuration that the last finished synchronization worked by. */
export const finishedBy = 'synchronized-configuration'

import { state } from './state.ts'

function needReady(): void {
  if (!state.isReady) throw new Error('safeStorage cannot be used before app is ready')
}

/** Not encryption, but as opaque: the text is turned round, and the key's number stands before it. */
export const safeStorage = {
  async isAsyncEncryptionAvailable() {
    needReady()
    return state.keychain !== 'unavailable'
  },
  async encryptStringAsync(text: string) {
    needReady()
    if (state.keychain === 'unavailable') throw new Error('Encryption is not available.')
    const prefix = state.keychain === 'basic_text' ? 'v10' : 'v11'
    return Buffer.from(`${prefix}:${state.keychainKey}:${[...text].reverse().join('')}`)
  },
  async decryptStringAsync(bytes: Buffer) {
    needReady()
    const [prefix = '', key = '', text = ''] = bytes.toString().split(':')
    if (prefix === 'v11' && state.keychain !== 'encrypted')
      throw new Error('Error while decrypting the ciphertext.')
    if (!prefix.startsWith('v1')) throw new Error('Ciphertext does not appear to be encrypted.')
    return { result: [...text].reverse().join(''), shouldReEncrypt: Number(key) !== state.keychainKey }
  },
  getSelectedStorageBackend() {
    if (!state.isReady) return 'unknown'
    return state.keychain === 'encrypted' ? 'gnome_libsecret' : 'basic_text'
  },
}

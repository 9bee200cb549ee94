import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { screenStyles } from '../../../../vite.renderer.config.ts'

/** Serves the workbench with fixture data: `npx vite --config test/unit/renderer/dev/vite.config.ts`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [screenStyles(), react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
  server: {
    port: 5178,
    strictPort: true,
    fs: { allow: [fileURLToPath(new URL('../../../..', import.meta.url))] },
  },
  cacheDir: fileURLToPath(new URL('../../../../node_modules/.vite-renderer', import.meta.url)),
})

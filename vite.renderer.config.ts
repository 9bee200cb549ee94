import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * What the stylesheets of a feature say holds while its screen is shown, with the weight it is written with: every one of them stays in the page
 * once its screen was fetched, and two screens may call different things by one name.
 */
export const screenStyles = (): Plugin => ({
  name: 'screen-styles',
  enforce: 'pre',
  transform: {
    filter: { id: /\/renderer\/features\/[a-z]+\/.*\.css$/ },
    handler(css, id) {
      const screen = /\/renderer\/features\/([a-z]+)\//.exec(id)?.[1]
      return { code: `:where([data-screen='${screen}']) {\n${css}\n}`, map: null }
    },
  },
})

/** Builds the page: relative addresses, no inline script, no file folded into another, so one strict policy fits. */
export default defineConfig({
  root: here('./renderer'),
  base: './',
  plugins: [screenStyles(), react()],
  build: {
    outDir: here('./dist/renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'chrome120',
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
  },
})

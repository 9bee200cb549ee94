import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { catalogueOf } from './scripts/extract-texts.ts'

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

/** Puts each translation beside the page, as the page loads it: `texts/de.json` of `renderer/language/de.po`. */
const translations = (): Plugin => ({
  name: 'translations',
  generateBundle() {
    const folder = here('./renderer/language')
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.po')))
      this.emitFile({
        type: 'asset',
        fileName: `texts/${basename(file, '.po')}.json`,
        source: JSON.stringify(catalogueOf(readFileSync(`${folder}/${file}`, 'utf8'))),
      })
  },
})

/** Builds the page: relative addresses, no inline script, no file folded into another, so one strict policy fits. */
export default defineConfig({
  root: here('./renderer'),
  base: './',
  plugins: [screenStyles(), translations(), react()],
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

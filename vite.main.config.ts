import { defineConfig } from 'vite'

/** Name of the file in dist/main → its source. One folder, so that any chunk finds a neighbour with `new URL('./x.mjs', import.meta.url)`. */
export const mainEntries = {
  joinery: 'main/cli/joinery.ts',
  'store-worker': 'main/store/worker.ts',
  electron: 'main/app/electron.ts',
  'host-process': 'main/app/host-process.ts',
  demo: 'demo/demo-main.ts',
  'scim-server': 'demo/scim-server-main.ts',
  bench: 'bench/run.ts',
}

/**
 * What every start of a command loads: hundreds of small files, which take longer to find than to run. The other packages are installed
 * beside the bundle; so are these, with their licences.
 */
const bundled = [
  'zod',
  'yaml',
  'commander',
  'chevrotain',
  /^@chevrotain\//,
  're2js',
  'papaparse',
  'ws',
  '@skyra/jaro-winkler',
]

/** Everything that runs in Node or Electron's main process. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: bundled },
  build: {
    ssr: true,
    target: 'node22',
    sourcemap: true,
    minify: false,
    emptyOutDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: mainEntries,
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})

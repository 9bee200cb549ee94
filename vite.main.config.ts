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

/** Everything that runs in Node or Electron's main process. Packages are not bundled: they are installed beside it. */
export default defineConfig({
  publicDir: false,
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

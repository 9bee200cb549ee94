import { readFileSync } from 'node:fs'

interface Product {
  /** `Joinery 0.1.0` */
  readonly title: string
  /** SPDX. */
  readonly licence: string
}

let product: Product | undefined

/** What this is; the package's own file is the one place that says it. */
export function productOf(): Product {
  product ??= read()
  return product
}

function read(): Product {
  for (const path of ['../../package.json', '../package.json'])
    try {
      const { productName, version, license } = JSON.parse(
        readFileSync(new URL(path, import.meta.url), 'utf8'),
      ) as { productName: string; version: string; license: string }
      return { title: `${productName} ${version}`, licence: license }
    } catch {
      // One folder further up when run from the sources.
    }
  return { title: 'Joinery', licence: 'Apache-2.0' }
}

import type { Written } from '../../../preload/contract/settings.ts'
import type { ConfigTexts } from '../../config/config-texts.ts'
import { writtenPlaces } from '../../config/written-places.ts'

const file = 'workspace.yaml'

/** Where `workspace.yaml` says something; null where it does not, so that a default holds. */
export function writtenIn(texts: ConfigTexts): (path: readonly (string | number)[]) => Written {
  const places = writtenPlaces(texts.read(file))
  return (path) => {
    const line = places.lineOf(path)
    return line === undefined ? null : { file, line }
  }
}

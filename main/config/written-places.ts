import { isNode, LineCounter, parseDocument } from 'yaml'

/** Where a file says something itself. */
export interface WrittenPlaces {
  /** Line of a path's value, from 1; undefined where the file says nothing of it, so that a default holds. */
  lineOf(path: readonly (string | number)[]): number | undefined
}

/** Tells what is written in a YAML file from what holds without being written. */
export function writtenPlaces(text: string): WrittenPlaces {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  return {
    lineOf(path) {
      const node = document.getIn(path, true)
      return isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined
    },
  }
}

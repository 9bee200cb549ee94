import { useEffect, useRef } from 'react'
import { type Chord, keyName, noChord, pressKey } from './keys.ts'

/** Returning false leaves the key to the browser. */
// biome-ignore lint/suspicious/noConfusingVoidType: most bindings return nothing
export type KeyBindings = readonly (readonly [command: string, act: () => void | false])[]

const layers: { current: KeyBindings }[] = []
let chord: Chord = noChord

const fields = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]'
const pressable = 'button, a[href], [role="menuitem"], [role="checkbox"]'

/** Areas that scroll by themselves: there the keys that scroll stay with the browser. */
const scrolled = '[data-scrolls]'
const scrolling = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'Space']

/** True when the key belongs to what has the focus: text in a field, Enter on a button. */
function isTaken(event: KeyboardEvent, name: string): boolean {
  const target = event.target as Element | null
  if (!target?.closest) return false
  if (name === 'Ctrl+K') return target.closest('[role="dialog"], [role="menu"]') !== null
  if (target.closest(fields)) return name !== 'F6' && name !== 'F1'
  if (scrolling.includes(name) && target.closest(scrolled)) return true
  return (name === 'Enter' || name === 'Space') && target.closest(pressable) !== null
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented) return
  const name = keyName(event)
  if (!name || isTaken(event, name)) return
  const next = pressKey(chord, name, performance.now())
  chord = next.chord
  if (!next.command) return
  for (const layer of layers.toReversed()) {
    const binding = layer.current.find(([command]) => command === next.command)
    if (!binding) continue
    if (binding[1]() !== false) event.preventDefault()
    return
  }
}

/** Binds keys while the component is there; what was bound later stands over what was bound before. */
export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings)
  latest.current = bindings
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKeyDown)
    layers.push(latest)
    return () => {
      layers.splice(layers.indexOf(latest), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** Focus that is nowhere in particular goes to the list, so that its ring shows where one is. */
export function takeFocus(list: HTMLElement | null): void {
  const focused = document.activeElement
  if (!focused || focused === document.body || focused.id === 'page') list?.focus()
}

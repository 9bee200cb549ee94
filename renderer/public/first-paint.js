// Runs before anything is drawn, so that no other theme or density is seen first: what renderer/ui/kept.ts keeps, put on the document.
;(() => {
  const kept = (name) => {
    try {
      const key = `joinery.${name}`
      const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(`${key}=`))
      return cookie ? cookie.slice(key.length + 1) : localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = kept('theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  if (kept('density') === 'compact') document.documentElement.dataset.density = 'compact'
})()

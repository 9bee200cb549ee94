import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'

/** What has no room beside the page of a narrow window, and is laid over it. */
export type Aside = 'pages' | 'contents'

interface AsideButtonsProps {
  open: Aside | null
  onOpen: (aside: Aside | null) => void
  /** Whether a page with headings is shown, and not what was found. */
  hasContents: boolean
}

/** The way to the list of pages and to the headings. The stylesheet shows each only where its list has no place of its own. */
export function AsideButtons({ open, onOpen, hasContents }: AsideButtonsProps) {
  const toggle = (aside: Aside) => onOpen(open === aside ? null : aside)
  return (
    <>
      <span className="to-pages">
        <Button kind="quiet" expanded={open === 'pages'} onClick={() => toggle('pages')}>
          {t('Pages')}
        </Button>
      </span>
      {hasContents ? (
        <span className="to-contents">
          <Button kind="quiet" expanded={open === 'contents'} onClick={() => toggle('contents')}>
            {t('On this page')}
          </Button>
        </span>
      ) : null}
    </>
  )
}

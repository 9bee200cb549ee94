import { t } from '../language/text.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { FluentRoot } from './FluentRoot.tsx'

/** The page has no host: what happened and what to do. */
export function NotConnected({ error, nonce }: { error: unknown; nonce: string }) {
  return (
    <FluentRoot nonce={nonce}>
      <main className="page-message">
        <h1 className="hidden-text">{t('Joinery')}</h1>
        <ErrorNotice
          error={error}
          action={
            <Button small onClick={() => location.reload()}>
              {t('Try again')}
            </Button>
          }
        />
      </main>
    </FluentRoot>
  )
}

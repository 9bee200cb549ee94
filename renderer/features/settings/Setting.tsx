import type { ReactNode } from 'react'
import type { Written } from '../../../preload/contract/settings.ts'
import { t } from '../../language/text.ts'

interface SettingProps {
  title: string
  /** What it does. */
  about: ReactNode
  children: ReactNode
}

/** One thing to choose: what it is at the left, the choice at the right. */
export function Setting({ title, about, children }: SettingProps) {
  return (
    <div className="setting">
      <div>
        <h3 className="medium">{title}</h3>
        <p className="small muted">{about}</p>
      </div>
      <div className="setting-control">{children}</div>
    </div>
  )
}

/** A part of a section, under its own heading. */
export function SettingGroup({
  title,
  sub,
  children,
}: {
  title: string
  sub?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="setting-group">
      <h3 className="section-head">
        {title}
        {sub ? <span className="sub num">{sub}</span> : null}
      </h3>
      {children}
    </section>
  )
}

/** `workspace.yaml, line 42`; what nobody has written holds without being said. */
export function WrittenAt({ written }: { written: Written }) {
  if (written === null) return <span className="faint">{t('not written: the default')}</span>
  return (
    <span className="mono">
      {written.file}:{written.line}
    </span>
  )
}

/** Facts, one a row. */
export function Facts({ rows }: { rows: readonly { name: string; value: ReactNode }[] }) {
  return (
    <table className="table settings-facts">
      <tbody>
        {rows.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

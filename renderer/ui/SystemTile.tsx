import type { SystemTile as Tile } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'

type Size = 'small' | 'medium' | 'large'
const sizeClass: Record<Size, string> = { small: ' small', medium: '', large: ' large' }

/** Two letters on the system's own hue, which it keeps everywhere. Named for readers by its title. */
export function SystemTile({ tile, size = 'medium' }: { tile: Tile; size?: Size }) {
  return (
    <span
      className={`sys hue-${tile.hue}${sizeClass[size]}`}
      role="img"
      aria-label={tile.title}
      title={tile.title}
    >
      {tile.letters}
    </span>
  )
}

export function MetaverseTile({ size = 'medium' }: { size?: Size }) {
  return (
    <span
      className={`sys sys-mv${sizeClass[size]}`}
      role="img"
      aria-label={t('Metaverse')}
      title={t('Metaverse')}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M1 2.5l7.4 3v5L1 13.5z" />
        <path d="M15 2.5l-4 1.6v7.8l4 1.6z" opacity=".6" />
      </svg>
    </span>
  )
}

/** Tile and title side by side. */
export function SystemName({ tile }: { tile: Tile }) {
  return (
    <span className="sysname">
      <SystemTile tile={tile} />
      <span className="clip">{tile.title}</span>
    </span>
  )
}

import { Position, ReactFlow } from '@xyflow/react'
import { t } from '../../language/text.ts'
import '@xyflow/react/dist/base.css'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { JobProgress, JobSnapshot } from '../../../preload/contract/jobs.ts'
import type { Session } from '../../../preload/contract/session.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { figureOf } from '../../client/jobProgress.ts'
import './topology.css'
import { FlowEdge, type FlowEdgeData } from './topologyEdge.tsx'
import { type Box, layoutTopology } from './topologyLayout.ts'
import { HubNode, type HubNodeData, SystemNode, type SystemNodeData } from './topologyNodes.tsx'

const nodeTypes = { system: SystemNode, hub: HubNode }
const edgeTypes = { flow: FlowEdge }
// Below this the labels between the nodes have no room; the session scrolls sideways then.
const narrowest = 848

interface TopologyProps {
  session: Session
  systems: SystemStatus[]
  /** The running job, for the lines that move. */
  job: JobSnapshot | null
}

/** Sources left, metaverse in the middle, targets right; every edge says what crosses it. */
export default function Topology({ session, systems, job }: TopologyProps) {
  const frame = useRef<HTMLElement>(null)
  const width = useWidth(frame)
  const { nodes, edges, height } = useMemo(
    () => drawMap(session, systems, job, Math.max(narrowest, width)),
    [session, systems, job, width],
  )
  return (
    <figure className="map" ref={frame} aria-label={t('Systems and metaverse')} style={{ height }}>
      {width > 0 ? (
        <div style={{ width: Math.max(narrowest, width), height }}>
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            defaultViewport={{ x: 0, y: 0, zoom: 1 }}
            minZoom={1}
            maxZoom={1}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            panOnDrag={false}
            panOnScroll={false}
            zoomOnScroll={false}
            zoomOnPinch={false}
            zoomOnDoubleClick={false}
            preventScrolling={false}
            disableKeyboardA11y
            proOptions={{ hideAttribution: true }}
          />
        </div>
      ) : null}
    </figure>
  )
}

function useWidth(frame: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return width
}

function drawMap(session: Session, systems: SystemStatus[], job: JobSnapshot | null, width: number) {
  const layout = layoutTopology(systems, width)
  const step = job ? figureOf(job)?.step : undefined
  const paused = job?.paused ?? false
  const nodes: (SystemNodeData | HubNodeData)[] = [
    { id: 'metaverse', type: 'hub', ...placed(layout.hub), data: { session, systems } },
  ]
  const edges: FlowEdgeData[] = []
  for (const system of systems) {
    const box = layout.sources.get(system.name) ?? layout.targets.get(system.name)
    if (!box) continue
    const figures = session.systems.find((s) => s.name === system.name)
    const line = job?.progress.find((p) => p.step === step && p.system === system.name && isOpen(p))
    nodes.push({ id: system.name, type: 'system', ...placed(box), data: { system, figures, line, paused } })
    const between = { figures, live: false }
    const hubLeft = layout.hub.x
    const hubRight = layout.hub.x + layout.hub.width
    if (layout.sources.has(system.name)) {
      const y = box.y + box.height / 2
      edges.push(
        edge(`${system.name}-in`, system.name, 'metaverse', {
          ...between,
          from: box.x + box.width,
          to: hubLeft,
          y,
          live: line?.step === 'import',
          says: 'read',
        }),
      )
      continue
    }
    edges.push(
      edge(`${system.name}-out`, 'metaverse', system.name, {
        ...between,
        from: hubRight,
        to: box.x,
        y: box.y + 48,
        live: line?.step === 'export' && !paused,
        says: 'written',
      }),
      edge(`${system.name}-in`, system.name, 'metaverse', {
        ...between,
        from: box.x,
        to: hubRight,
        y: box.y + 72,
        live: line?.step === 'import' || line?.step === 'confirm',
        says: 'read-below',
      }),
    )
  }
  return { nodes, edges, height: layout.height }
}

const isOpen = (line: JobProgress) => line.total === null || line.done < line.total

/** Given with its ends: React Flow forgets measured ones with every new node, and draws no edge until it measures again. */
const placed = (box: Box) => ({
  position: { x: box.x, y: box.y },
  width: box.width,
  height: box.height,
  measured: { width: box.width, height: box.height },
  handles: [
    {
      type: 'source' as const,
      position: Position.Right,
      x: box.width,
      y: box.height / 2,
      width: 1,
      height: 1,
    },
    { type: 'target' as const, position: Position.Left, x: 0, y: box.height / 2, width: 1, height: 1 },
  ],
  style: { width: box.width, height: box.height },
})

function edge(
  id: string,
  source: string,
  target: string,
  data: NonNullable<FlowEdgeData['data']>,
): FlowEdgeData {
  return { id, type: 'flow', source, target, data }
}

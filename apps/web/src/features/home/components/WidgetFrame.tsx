import { Component, type ReactNode, Suspense } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'

export interface WidgetFrameProps {
  label: string
  children: ReactNode
}

/** Keeps what goes wrong in one widget to itself, and loads it by itself. */
export class WidgetFrame extends Component<WidgetFrameProps, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    const { label, children } = this.props
    if (this.state.error !== null)
      return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: null })} level={3} />
    // As high as most widgets are, so that what stands below stays where it is.
    return <Suspense fallback={<SkeletonRows of={label} rows={9} />}>{children}</Suspense>
  }
}

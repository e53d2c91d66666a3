import { createFileRoute } from '@tanstack/react-router'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/')({ component: Home })

function Home() {
  return <PageHeader title="Home" />
}

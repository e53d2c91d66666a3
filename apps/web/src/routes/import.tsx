import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/import')({ component: () => null })

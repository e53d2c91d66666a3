import {
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileVector,
  IconPhoto,
  IconPresentation,
} from '@tabler/icons-react'

/** A sign for a file that has no picture. */
export function FileIcon({ type }: { type: string }) {
  const Icon = iconOf(type)
  return <Icon size={28} stroke={1.5} aria-hidden />
}

function iconOf(type: string) {
  if (type === 'application/pdf') return IconFileTypePdf
  if (type === 'image/vnd.dwg') return IconFileVector
  if (type.startsWith('image/')) return IconPhoto
  if (/sheet|excel/.test(type)) return IconFileSpreadsheet
  if (/presentation|powerpoint/.test(type)) return IconPresentation
  return /word|text/.test(type) ? IconFileText : IconFile
}

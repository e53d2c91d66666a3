import { writeFile } from 'node:fs/promises'
import type { Subject } from './subjects.ts'

/** Writes the page that shows the pictures, chapter by chapter. */
export async function writeIndex(path: string, subjects: readonly Subject[]): Promise<void> {
  const chapters = [...new Set(subjects.map(({ chapter }) => chapter))]
  const text = [
    '# Pictures',
    '',
    'Each dashboard as its role has it and each report, on a laptop and a phone, light and dark. Written by `npm run pictures` from the demo firm.',
    ...chapters.flatMap(chapter => [
      '',
      `## ${chapter}`,
      ...subjects.filter(subject => subject.chapter === chapter).flatMap(show),
    ]),
    '',
  ]
  await writeFile(path, text.join('\n'))
}

function show({ name, title }: Subject): string[] {
  const row = (width: number, size: number) =>
    ['light', 'dark'].map(
      scheme =>
        `<img src="pictures/${name}-${width}-${scheme}.webp" width="${size}%" alt="${title}, ${scheme}, ${width} px wide">`,
    )
  return ['', `### ${title}`, '', ...row(1440, 49), '', ...row(360, 24)]
}

import { type Setting, settings } from './settings.ts'

/** The table of docs/configuration.md, made from the settings: a test compares them. */
export function configurationTable(): string {
  const rows = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => {
    const byDefault =
      setting.default === undefined ? (setting.defaultNote ?? 'none') : `\`${setting.default}\``
    return `| \`${name}\` | ${byDefault} | ${setting.says} Takes ${setting.kind.takes}. |`
  })
  return ['| variable | default | what it is for |', '|---|---|---|', ...rows].join('\n')
}

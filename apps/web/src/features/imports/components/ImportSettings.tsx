import { Radio, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { DateOrder, ImportMapping } from '../import.ts'
import classes from './ImportSettings.module.css'

export interface ImportSettingsProps {
  mapping: ImportMapping
  countries: { value: string; label: string }[]
  /** Dates in the file can be read in two ways, or there are none to tell by. */
  asksDateOrder: boolean
  onChange: (mapping: ImportMapping) => void
}

/** What holds for the whole file. */
export function ImportSettings({ mapping, countries, asksDateOrder, onChange }: ImportSettingsProps) {
  const set = (changed: Partial<ImportMapping>) => onChange({ ...mapping, ...changed })
  const constant = (changed: ImportMapping['constants']) =>
    set({ constants: { ...mapping.constants, ...changed } })

  return (
    <div className={classes.settings}>
      <Select
        label="Phones without a country code are of"
        data={countries}
        value={mapping.country}
        allowDeselect={false}
        searchable
        onChange={country => country !== null && set({ country })}
      />
      {asksDateOrder && (
        <Select
          label="Dates such as 03/04/2021 mean"
          data={[
            { value: 'dmy', label: '3 April 2021, day first' },
            { value: 'mdy', label: '4 March 2021, month first' },
          ]}
          value={mapping.date_order ?? 'dmy'}
          allowDeselect={false}
          onChange={order => set({ date_order: order as DateOrder })}
        />
      )}
      <TextInput
        label="Old system"
        description="Its numbers are remembered, so that importing again makes no second lead."
        value={mapping.system}
        maxLength={50}
        onChange={event => set({ system: event.currentTarget.value })}
      />
      <TextInput
        label="Source, where the file names none"
        value={mapping.constants?.source ?? ''}
        maxLength={50}
        onChange={event => constant({ source: event.currentTarget.value || undefined })}
      />
      <TagsInput
        label="Tag all of them"
        description="So that you find them again."
        value={mapping.constants?.tags ?? []}
        maxTags={10}
        acceptValueOnBlur
        onChange={tags => constant({ tags })}
      />
      <Radio.Group
        label="When a phone or e-mail is on a lead already"
        value={mapping.on_duplicate}
        onChange={choice => set({ on_duplicate: choice as ImportMapping['on_duplicate'] })}
      >
        <div className={classes.choices}>
          <Radio value="skip" label="Leave the row out" />
          <Radio value="flag" label="Import it and mark both as duplicates" />
        </div>
      </Radio.Group>
      <Switch
        className={classes.wide}
        label="This is history"
        description="Dates and stages are kept as they are in the file, and nobody is notified."
        checked={mapping.historical}
        onChange={event => set({ historical: event.currentTarget.checked })}
      />
    </div>
  )
}

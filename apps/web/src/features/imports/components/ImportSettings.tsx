import { Radio, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { DateOrder, Found, ImportKind, ImportMapping } from '../import.ts'
import classes from './ImportSettings.module.css'

export interface ImportSettingsProps {
  kind: ImportKind
  found: Found
  mapping: ImportMapping
  countries: { value: string; label: string }[]
  onChange: (changed: Partial<ImportMapping>) => void
}

const DATES = new Set(['day', 'past', 'instant'])
const AMOUNTS = new Set(['amount', 'area', 'count'])

/** What holds for the whole file: how it is written, what is there already, what cannot be read. */
export function ImportSettings({ kind, found, mapping, countries, onChange }: ImportSettingsProps) {
  const constant = (changed: ImportMapping['constants']) =>
    onChange({ constants: { ...mapping.constants, ...changed } })
  const typeOf = (column: string) =>
    kind.fields.find(({ name }) => name === mapping.columns[column])?.type ?? ''
  const isMapped = (types: Set<string>) => found.columns.some(({ name }) => types.has(typeOf(name)))
  const asksOrder = found.columns.some(
    ({ name, date_order }) => DATES.has(typeOf(name)) && date_order !== 'iso',
  )
  const hasMarks = found.columns.some(
    ({ name, decimal_mark }) => AMOUNTS.has(typeOf(name)) && decimal_mark === ',',
  )

  return (
    <div className={classes.settings}>
      {(isMapped(new Set(['phone'])) || kind.name === 'leads') && (
        <Select
          label="Phones without a country code are of"
          description={found.phone_country ? `${found.phone_country.why}.` : undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          data={countries}
          value={mapping.country}
          allowDeselect={false}
          searchable
          onChange={country => country !== null && onChange({ country })}
        />
      )}
      {asksOrder && (
        <Select
          label="Dates such as 03/04/2021 mean"
          description={found.dates.why ?? undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          data={[
            { value: 'dmy', label: '3 April 2021, day first' },
            { value: 'mdy', label: '4 March 2021, month first' },
          ]}
          value={mapping.date_order ?? 'dmy'}
          allowDeselect={false}
          onChange={order => onChange({ date_order: order as DateOrder })}
        />
      )}
      {hasMarks && (
        <Select
          label="Amounts such as 1.234,56 have"
          data={[
            { value: ',', label: 'a comma before the decimals' },
            { value: '.', label: 'a point before the decimals' },
          ]}
          value={mapping.decimal_mark ?? '.'}
          allowDeselect={false}
          onChange={mark => onChange({ decimal_mark: mark as '.' | ',' })}
        />
      )}
      <TextInput
        label="Where the ids are from"
        description="Files with the same name here belong together: deals find their leads by it, and the same file makes no second lead."
        inputWrapperOrder={['label', 'input', 'description']}
        value={mapping.system}
        maxLength={50}
        onChange={event => onChange({ system: event.currentTarget.value })}
      />
      {kind.can_flag && (
        <>
          <TextInput
            label="Source, where the file names none"
            value={mapping.constants?.source ?? ''}
            maxLength={50}
            onChange={event => constant({ source: event.currentTarget.value || undefined })}
          />
          <TagsInput
            label="Tag all of them"
            description="So that you find them again."
            inputWrapperOrder={['label', 'input', 'description']}
            value={mapping.constants?.tags ?? []}
            maxTags={10}
            acceptValueOnBlur
            onChange={tags => constant({ tags })}
          />
        </>
      )}
      <Radio.Group
        label="When a row is there already"
        description={kind.can_flag ? 'By its id, phone or e-mail.' : 'By its id.'}
        value={mapping.on_duplicate}
        onChange={choice => onChange({ on_duplicate: choice as ImportMapping['on_duplicate'] })}
      >
        <div className={classes.choices}>
          <Radio
            value="skip"
            label="Leave it as it is"
            description={
              kind.can_flag && !mapping.historical
                ? 'Whose lead was lost and who asks again is taken up again.'
                : undefined
            }
          />
          <Radio value="update" label="Write over it what the file says" />
          {kind.can_flag && <Radio value="flag" label="Add it all the same, and mark both as duplicates" />}
        </div>
      </Radio.Group>
      <Radio.Group
        label="When a value cannot be read"
        value={mapping.bad_values ?? 'refuse'}
        onChange={choice => onChange({ bad_values: choice as 'refuse' | 'leave_out' })}
      >
        <div className={classes.choices}>
          <Radio value="refuse" label="Refuse the row, so that you can put it right" />
          <Radio value="leave_out" label="Take the row without that value" />
        </div>
      </Radio.Group>
      <div className={`${classes.choices} ${classes.wide}`}>
        <Switch
          label="This is history"
          description="Dates and stages are kept as they are in the file. Nobody is notified, and nothing is set off."
          checked={mapping.historical}
          onChange={event => onChange({ historical: event.currentTarget.checked })}
        />
        <Switch
          label="Know rows again by their content"
          description="Rows without id, phone and e-mail: importing the same file twice makes no doubles."
          checked={mapping.fingerprint === true}
          onChange={event => onChange({ fingerprint: event.currentTarget.checked })}
        />
        <Switch
          label="“Select”, “N/A” and “-” mean nothing"
          description="Switched off, they are taken as they stand."
          checked={mapping.missing_words === undefined}
          onChange={event => onChange({ missing_words: event.currentTarget.checked ? undefined : [] })}
        />
      </div>
    </div>
  )
}

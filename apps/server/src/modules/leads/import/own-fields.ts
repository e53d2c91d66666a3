import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { FieldCatalogue } from '../fields/field-catalogue.ts'
import type { FieldService } from '../fields/fields.service.ts'
import type { FieldKind, LeadField } from '../fields/lead-field.ts'
import type { Author } from '../leads.neighbours.ts'
import type { ImportMapping, Survey } from './imports.schemas.ts'

const PREFIX = 'custom.'

/** The firm's own fields, as far as files fill them. */
export class OwnFields {
  readonly #catalogue: FieldCatalogue
  readonly #service: FieldService

  constructor(catalogue: FieldCatalogue, service: FieldService) {
    this.#catalogue = catalogue
    this.#service = service
  }

  async byKey(): Promise<ReadonlyMap<string, LeadField>> {
    return new Map((await this.#catalogue.all()).map(field => [field.key, field]))
  }

  /** Columns that are to become fields which are not there yet, with the key of the field. */
  async missing({ columns }: ImportMapping): Promise<{ column: string; key: string }[]> {
    const known = await this.byKey()
    return Object.entries(columns).flatMap(([column, target]) => {
      const key = target?.startsWith(PREFIX) ? target.slice(PREFIX.length) : undefined
      return key === undefined || known.has(key) ? [] : [{ column, key }]
    })
  }

  /** Adds the fields that the mapping names and the firm does not have. */
  async add(by: Author, mapping: ImportMapping, survey: Survey): Promise<void> {
    for (const { column, key } of await this.missing(mapping)) {
      const found = survey.columns.find(({ name }) => name === column)
      await this.#service.create(by, {
        key,
        label: column.slice(0, 60),
        kind: kindOf(found),
        is_indexed: false,
      })
    }
  }
}

export const mayAddFields = (principal: Principal): boolean =>
  scopeOf(principal, 'CRM', 'configure_fields') !== null

/** Of what all values of a column are; text where some are otherwise. */
function kindOf(column: Survey['columns'][number] | undefined): FieldKind {
  if (!column?.is_sure) return 'text'
  switch (column.looks) {
    case 'date':
      return 'date'
    case 'number':
    case 'amount':
      return 'number'
    case 'yes_no':
      return 'yes_no'
    default:
      return 'text'
  }
}

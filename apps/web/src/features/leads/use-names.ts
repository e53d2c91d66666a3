import { useQuery } from '@tanstack/react-query'
import { campaignsQuery, peopleQuery, pipelinesQuery } from './api.ts'
import { keyIn } from './custom-fields.ts'
import type { Names } from './edit-conflict.ts'
import { fieldsQuery } from './setup.ts'

/** Names of people, stages and campaigns, as far as this person knows them. */
export function useNames(): Names {
  const people = useQuery(peopleQuery).data
  const pipelines = useQuery(pipelinesQuery).data
  const campaigns = useQuery(campaignsQuery).data
  const fields = useQuery(fieldsQuery).data
  const stages = pipelines?.flatMap(pipeline => pipeline.stages)
  return {
    person: id => people?.find(person => person.id === id)?.name,
    stage: id => stages?.find(stage => stage.id === id)?.name,
    field: name => {
      const key = keyIn(name)
      return key === undefined ? undefined : fields?.find(field => field.key === key)
    },
    campaign: id => campaigns?.find(campaign => campaign.id === id)?.name,
  }
}

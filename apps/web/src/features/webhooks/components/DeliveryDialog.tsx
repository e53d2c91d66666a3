import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { deeds, deliveryQuery, useDeed } from '../api.ts'
import { outcomeWords, typeWords } from '../words.ts'
import classes from './Webhooks.module.css'

export interface DeliveryDialogProps {
  webhookId: number
  deliveryId: number
  onClose: () => void
}

/** A message as it is sent, and what came of each try. */
export function DeliveryDialog({ webhookId, deliveryId, onClose }: DeliveryDialogProps) {
  const { data, error, refetch } = useQuery(deliveryQuery(webhookId, deliveryId))
  const replay = useDeed(deeds.replay, { says: () => 'The message is sent again', onDone: onClose })
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={data ? typeWords(data.type) : 'Message'}
      lead={data && `Message ${data.message_id}`}
      actions={
        <>
          <Button variant="subtle" onClick={onClose} data-autofocus>
            Close
          </Button>
          {data && data.state !== 'sending' && (
            <Button
              variant="filled"
              loading={replay.isPending}
              onClick={() => replay.mutate({ id: webhookId, deliveryId })}
            >
              {data.state === 'waiting' ? 'Send now' : 'Send again'}
            </Button>
          )}
        </>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonRows of="the message" rows={3} />}
      {data && (
        <div className={classes.form}>
          <section aria-labelledby="told">
            <h3 id="told" className={classes.title}>
              What it tells
            </h3>
            <Code label="Body of the message" text={pretty(data.body)} />
          </section>
          <section aria-labelledby="tries">
            <h3 id="tries" className={classes.title}>
              Tries
            </h3>
            {data.tries.length === 0 && <p className={classes.hint}>Not tried yet.</p>}
            <ul className={classes.tries}>
              {data.tries.map(({ at, duration_ms, status, error: why, response }) => (
                <li key={at}>
                  <p className={classes.hint}>
                    <When at={at} /> · {outcomeWords({ last_status: status, last_error: why })} ·{' '}
                    {duration_ms} ms
                  </p>
                  {response && <Code label="How the answer begins" text={response} />}
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Dialog>
  )
}

/** Text of a machine. It may be longer than its box, and what scrolls is reached by keys. */
function Code({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={classes.code} tabIndex={0} aria-label={label}>
      {text}
    </section>
  )
}

const pretty = (body: string): string => JSON.stringify(JSON.parse(body), null, 2)

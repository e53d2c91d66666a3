import { Link } from '@tanstack/react-router'
import classes from '../components/AssignmentSettings.module.css'
import type { ClientSimulation } from './api.ts'

type Tried = ClientSimulation['data'][number]
type Place = Tried['account_owner']

const isOther = ({ now, would }: Place): boolean => now?.id !== would?.id

/** Who would be proposed for the last clients, beside who looks after them and designs for them. */
export function ClientSimulationResult({ result }: { result: ClientSimulation }) {
  const { clients, changed, data } = result
  if (clients === 0) return <p role="status">There is no client to try them on yet.</p>
  return (
    <>
      <p role="status">
        Of the last {clients} {clients === 1 ? 'client' : 'clients'} {changed} would be with somebody else.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className={classes.scroll} aria-label="Who would be proposed" tabIndex={0}>
        <table className={classes.result}>
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col">Account owner</th>
              <th scope="col">Designer</th>
            </tr>
          </thead>
          <tbody>
            {data.slice(0, 100).map(one => (
              <tr key={one.client_id}>
                <td>
                  <Link to="/clients/$clientId" params={{ clientId: String(one.client_id) }}>
                    {one.name}
                  </Link>
                </td>
                <PlaceCell tried={one.account_owner} />
                <PlaceCell tried={one.designer} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function PlaceCell({ tried }: { tried: Place }) {
  const { now, would, reason } = tried
  return (
    <td>
      <span className={isOther(tried) ? classes.other : undefined}>{would?.name ?? 'Nobody'}</span>
      {isOther(tried) && <span className={classes.was}> · now {now?.name ?? 'nobody'}</span>}
      <div className={classes.was}>{reason}</div>
    </td>
  )
}

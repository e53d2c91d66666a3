import { Link } from '@tanstack/react-router'
import type { Simulation } from '../api.ts'
import classes from './AssignmentSettings.module.css'

/** Who would have got the last leads, beside who has them. */
export function SimulationResult({ result }: { result: Simulation }) {
  const nameOf = (id: number | null) => result.people.find(person => person.id === id)?.name ?? 'Nobody'
  const changed = result.data.filter(lead => lead.owner_id !== lead.now_owner_id)
  return (
    <>
      <p role="status">
        Of the last {result.leads} leads {result.changed} would be with somebody else
        {result.without_rule > 0 && `; ${result.without_rule} would find nobody by the rules`}.
      </p>
      <table className={classes.result} aria-label="Leads of each person">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className={classes.number}>
              Has now
            </th>
            <th scope="col" className={classes.number}>
              Would have
            </th>
          </tr>
        </thead>
        <tbody>
          {result.people.map(person => (
            <tr key={person.id}>
              <th scope="row">{person.name}</th>
              <td className={classes.number}>{person.now}</td>
              <td className={classes.number}>{person.leads}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section className={classes.scroll} aria-label="Leads that would change" tabIndex={0}>
          <table className={classes.result}>
            <thead>
              <tr>
                <th scope="col">Lead</th>
                <th scope="col">Is with</th>
                <th scope="col">Would be with</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {changed
                .slice(-100)
                .reverse()
                .map(lead => (
                  <tr key={lead.lead_id}>
                    <td>
                      <Link to="/leads/$leadId" params={{ leadId: String(lead.lead_id) }}>
                        {lead.name}
                      </Link>
                    </td>
                    <td>{nameOf(lead.now_owner_id)}</td>
                    <td>{nameOf(lead.owner_id)}</td>
                    <td>{lead.reason}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}

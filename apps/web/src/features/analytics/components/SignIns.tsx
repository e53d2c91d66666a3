import { IconChartBar, IconTable } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { type SystemHealth, saySignIns } from '../system-view.ts'
import tables from './ReportTable.module.css'
import classes from './SystemWidget.module.css'

type Days = SystemHealth['sign_ins']

/** Who signed in on each of the last days, as bars that open the day in the audit log, or as a table. */
export function SignIns({ days }: { days: Days }) {
  const [as, setAs] = useState<'chart' | 'table'>('chart')
  return (
    <>
      <div className={classes.head}>
        <p className={classes.summary}>{saySignIns(days)}</p>
        <ViewSwitch
          label="Sign-ins shown as"
          value={as}
          onChange={setAs}
          options={[
            { value: 'chart', label: 'Chart', icon: <IconChartBar size={16} stroke={1.75} /> },
            { value: 'table', label: 'Table', icon: <IconTable size={16} stroke={1.75} /> },
          ]}
        />
      </div>
      {as === 'chart' ? <SignInBars days={days} /> : <SignInTable days={days} />}
    </>
  )
}

function SignInBars({ days }: { days: Days }) {
  const opensLog = useCan()('Administration', 'view_audit')
  const most = Math.max(1, ...days.map(({ signed_in, failed }) => signed_in + failed))
  const part = (n: number) => `${(n / most) * 100}%`
  return (
    <>
      <ol className={classes.days}>
        {days.map(({ day, signed_in, failed }) => {
          const words = `${formatDay(day)}: ${signed_in} signed in, ${failed} failed`
          const bars = (
            <>
              <span className={classes.words}>{words}</span>
              <span className={classes.failed} style={{ height: part(failed) }} />
              <span className={classes.came} style={{ height: part(signed_in) }} />
            </>
          )
          return (
            <li key={day} title={words}>
              {opensLog ? (
                <Link
                  to="/settings/audit-log"
                  search={{ from: day, to: day }}
                  className={classes.day}
                  preload={false}
                >
                  {bars}
                </Link>
              ) : (
                <span className={classes.day}>{bars}</span>
              )}
            </li>
          )
        })}
      </ol>
      <p className={classes.ends} aria-hidden>
        <span>{formatDay(days[0]?.day ?? '')}</span>
        <span className={classes.legend}>
          <i data-kind="came" /> signed in <i data-kind="failed" /> failed
        </span>
        <span>today</span>
      </p>
    </>
  )
}

function SignInTable({ days }: { days: Days }) {
  return (
    <table className={tables.table}>
      <caption className={classes.words}>Sign-ins of the last {days.length} days</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Signed in</th>
          <th scope="col">Failed</th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map(({ day, signed_in, failed }) => (
          <tr key={day}>
            <th scope="row">{formatDay(day)}</th>
            <td>{signed_in}</td>
            <td>{failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

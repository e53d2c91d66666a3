import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import classes from './Toasts.module.css'
import { hideToast, type Toast, useToast } from './toast.ts'

const SHOWN_MS = 6000

/** Where toasts appear: bottom left, one at a time; on a phone above the bar. */
export function Toasts() {
  const toast = useToast()
  return (
    <div className={classes.place}>
      <div role="status">{toast && toast.tone !== 'problem' && <ToastCard {...toast} key={toast.key} />}</div>
      <div role="alert">{toast?.tone === 'problem' && <ToastCard {...toast} key={toast.key} />}</div>
    </div>
  )
}

function ToastCard({ message, action, tone, stayMs = SHOWN_MS }: Toast) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(hideToast, stayMs)
    return () => clearTimeout(timer)
  }, [isHeld, stayMs])
  const Icon = tone === 'problem' ? IconAlertTriangle : IconCheck
  const hold = () => setHeld(true)
  const release = () => setHeld(false)

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: holding it is a comfort; nothing is done by it
    <div
      className={classes.toast}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <Icon size={16} stroke={1.75} aria-hidden className={classes.icon} />
      <span className={classes.message}>{message}</span>
      {action && (
        <UnstyledButton
          className={classes.action}
          onClick={() => {
            hideToast()
            action.run()
          }}
        >
          {action.label}
        </UnstyledButton>
      )}
    </div>
  )
}

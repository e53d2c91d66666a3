import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { notificationKeys } from './unread.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

export type Notification = Read<'/crm/notifications'>['data'][number]
export type NotificationSettings = Read<'/crm/notification-settings'>
export type NotificationWish = NotificationSettings['kinds'][number]

/** What the person was told, newest first; all of it, or what is unread. */
export const notificationsQuery = (isUnread: boolean) =>
  infiniteQueryOptions({
    queryKey: [...notificationKeys.all, 'list', isUnread],
    queryFn: ({ pageParam, signal }): Promise<{ data: Notification[]; next_cursor: string | null }> => {
      const query = { ...(isUnread && { unread: true }), ...(pageParam !== null && { cursor: pageParam }) }
      return answer(api.GET('/crm/notifications', { params: { query }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  })

export const markAllRead = () => answer(api.POST('/crm/notifications/read', { body: {} }))
export const setRead = (id: number, read: boolean) =>
  answer(api.PATCH('/crm/notifications/{id}', { params: { path: { id } }, body: { read } }))

export const notificationSettingsQuery = queryOptions({
  queryKey: ['notification-settings'],
  queryFn: ({ signal }): Promise<NotificationSettings> =>
    answer(api.GET('/crm/notification-settings', { signal })),
})

export const saveNotificationSettings = (settings: NotificationSettings): Promise<NotificationSettings> => {
  const { devices: _, push_key: __, ...body } = settings
  return answer(api.PUT('/crm/notification-settings', { body }))
}

export const calendarFeedQuery = queryOptions({
  queryKey: ['calendar-feed'],
  queryFn: ({ signal }) => answer(api.GET('/crm/calendar-feed', { signal })),
})
export const openCalendarFeed = () => answer(api.POST('/crm/calendar-feed'))
export const closeCalendarFeed = async (): Promise<void> => {
  await api.DELETE('/crm/calendar-feed')
}

/** Has push messages come to this browser.
 *  @throws Error in words for the person */
export async function subscribeDevice(pushKey: string): Promise<void> {
  if (!('PushManager' in globalThis)) throw new Error('This browser takes no push messages.')
  if ((await globalThis.Notification.requestPermission()) !== 'granted')
    throw new Error('The browser does not let OptimWalls notify you. Allow it in its settings for this page.')
  const worker = await navigator.serviceWorker.ready
  const subscription = await worker.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: pushKey })
    .catch((error: unknown) => {
      // The browser's own words are for whoever writes pages.
      throw new Error('This browser could not be reached. A private window takes no push messages.', {
        cause: error,
      })
    })
  const { endpoint, keys } = subscription.toJSON()
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error('The browser gave no address to send to.')
  await answer(
    api.POST('/crm/devices', { body: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } } }),
  )
}

export const dropDevice = async (id: number): Promise<void> => {
  await api.DELETE('/crm/devices/{id}', { params: { path: { id } } })
}

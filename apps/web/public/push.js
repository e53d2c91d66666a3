// Part of the service worker: shows push messages, and opens what they tell of.
self.addEventListener('push', event => {
  const { title, url, tag } = event.data?.json() ?? {}
  if (!title) return
  event.waitUntil(
    self.registration.showNotification(title, {
      tag,
      data: { url },
      icon: '/icon-192.png',
      badge: '/icon-192.png',
    }),
  )
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const url = new URL(event.notification.data?.url ?? '/', self.location.origin)
  // Only pages of this app.
  const target = url.origin === self.location.origin ? url.href : self.location.origin
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(windows => {
      const [open] = windows
      return open ? open.focus().then(window => window.navigate(target)) : self.clients.openWindow(target)
    }),
  )
})

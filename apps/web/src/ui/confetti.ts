const PIECES = 36
const LASTS_MS = 1100
const COLOURS = ['#0f766e', '#d97706', '#be185d', '#2563eb', '#65a30d']

/** Throws a handful of paper from the middle of the window; it hides nothing and is gone after a second. */
export function throwConfetti(): void {
  const place = document.createElement('div')
  place.setAttribute('aria-hidden', 'true')
  place.dataset.confetti = ''
  Object.assign(place.style, {
    position: 'fixed',
    inset: '0',
    overflow: 'hidden',
    pointerEvents: 'none',
    zIndex: '400',
  })
  for (let i = 0; i < PIECES; i++) place.append(pieceOf(i))
  document.body.append(place)
  setTimeout(() => place.remove(), LASTS_MS)
}

function pieceOf(i: number): HTMLElement {
  const piece = document.createElement('i')
  Object.assign(piece.style, {
    position: 'absolute',
    left: '50%',
    top: '40%',
    width: '8px',
    height: '12px',
    borderRadius: '1px',
    background: COLOURS[i % COLOURS.length],
  })
  const angle = (i / PIECES) * 2 * Math.PI
  const far = 120 + Math.random() * 220
  const [x, y] = [Math.cos(angle) * far, Math.sin(angle) * far * 0.7 - 60]
  piece.animate(
    [
      { transform: 'translate(0, 0)', opacity: 1 },
      { transform: `translate(${x}px, ${y}px) rotate(${x * 2}deg)`, opacity: 1, offset: 0.5 },
      { transform: `translate(${x * 1.1}px, ${y + 180}px) rotate(${x * 4}deg)`, opacity: 0 },
    ],
    { duration: LASTS_MS, easing: 'cubic-bezier(0.1, 0.8, 0.4, 1)', fill: 'forwards' },
  )
  return piece
}

// The workspace's keys, and the case that opens beside the list without losing one's place in it.
const KEPT = 'moothall.keys'

const rows = () => [...document.querySelectorAll('[data-row]')]
const pane = () => document.getElementById('case')

function keysWanted () {
  return localStorage.getItem(KEPT) !== 'off'
}

function isTyping (target) {
  return target.closest('input, textarea, select, [contenteditable], .hall-map') !== null
}

function step (by) {
  const all = rows()
  if (!all.length) return
  const held = all.indexOf(document.activeElement)
  const current = all.findIndex((row) => row.getAttribute('aria-current'))
  const from = held >= 0 ? held : current
  const to = from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1)
  all[to].focus()
  all[to].scrollIntoView({ block: 'nearest' })
}

function search () {
  const field = document.querySelector('[data-search]')
  field?.focus()
  field?.select()
  return Boolean(field)
}

function help () {
  const keys = document.getElementById('keys')
  if (!keys) return false
  keys.open = !keys.open
  keys.querySelector('summary').focus()
  return true
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => pane()?.focus(),
  '/': search,
  '?': help
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (isTyping(event.target) || !keysWanted()) return
  const act = KEYS[event.key]
  if (act && act() !== false) event.preventDefault()
})

const choice = document.getElementById('keys-wanted')
if (choice) {
  choice.checked = keysWanted()
  choice.addEventListener('change', () => localStorage.setItem(KEPT, choice.checked ? 'on' : 'off'))
}

function markCurrent (address) {
  for (const row of rows()) {
    const here = row.href === address
    row.toggleAttribute('aria-current', here)
    if (here) row.setAttribute('aria-current', 'true')
    row.closest('li').classList.toggle('hall-worklist__row--current', here)
  }
}

// htmx put another case into the pane.
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.target.id !== 'case') return
  const arrived = pane()
  arrived.closest('.hall-split').classList.add('hall-split--open')
  markCurrent(event.detail.requestConfig ? new URL(event.detail.requestConfig.path, location.href).href : location.href)
  arrived.dispatchEvent(new CustomEvent('moothall:arrived', { bubbles: true }))
  arrived.focus({ preventScroll: true })
  if (arrived.getBoundingClientRect().top < 0) arrived.scrollIntoView()
})

// What came is no case (the session has ended, say): go there as an ordinary link would.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, serverResponse, pathInfo } = event.detail
  if (target.id !== 'case' || serverResponse.includes('id="case"')) return
  event.detail.shouldSwap = false
  location.assign(pathInfo.requestPath)
})

// A prepared text fills the fields of its form; without scripts a button does.
document.addEventListener('change', ({ target }) => {
  if (!target.matches?.('select[data-fills]')) return
  const fills = JSON.parse(target.selectedOptions[0].dataset.fills || '{}')
  for (const [id, value] of Object.entries(fills)) document.getElementById(id).value = value
})

// Comfort on every page. Each page works without it; nothing here decides anything.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll
} from 'govuk-frontend'

// aria-expanded is not allowed on a radio, and GOV.UK Frontend sets it.
class QuietRadios extends Radios {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}

// A banner and an error summary both take the focus: the errors come last, so they have it.
const COMPONENTS = [
  CharacterCount, Checkboxes, NotificationBanner, PasswordInput, QuietRadios, SkipLink, ErrorSummary
]

export function start (scope = document) {
  createAll(Button, { preventDoubleClick: true }, scope)
  for (const Component of COMPONENTS) createAll(Component, undefined, scope)
  for (const holder of scope.querySelectorAll('[data-map]')) unfoldMap(holder)
}

// A map is heavy: its script and styles come only to a page that has one.
async function unfoldMap (holder) {
  const styles = document.createElement('link')
  styles.rel = 'stylesheet'
  styles.href = holder.dataset.style
  const styled = new Promise((resolve, reject) => {
    styles.onload = resolve
    styles.onerror = reject
  })
  document.head.append(styles)
  const [{ show }] = await Promise.all([import(holder.dataset.script), styled])
  show(holder)
}

document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
start()
document.addEventListener('moothall:arrived', (event) => start(event.target))

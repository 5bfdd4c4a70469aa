// A map to choose a spot on, or to look at. Own boundaries on plain ground; tiles only where the place has some.
import { DivIcon, GeoJSON, Map, Marker, TileLayer } from 'leaflet/dist/leaflet-src.esm.js'
import { browse } from './pins.mjs'

const CLOSE = 17
const STREETS = 16
const WATERS = ['river', 'stream', 'canal', 'lake', 'sea', 'water']
const DIGITS = 6
const PIN = '<svg viewBox="0 0 34 44" aria-hidden="true" focusable="false"><path fill="currentColor" stroke="#fff" stroke-width="2" d="M17 1.5C8.4 1.5 1.5 8.3 1.5 16.8 1.5 28 17 42.5 17 42.5S32.5 28 32.5 16.8C32.5 8.3 25.6 1.5 17 1.5z"/><circle cx="17" cy="16.5" r="6" fill="#fff"/></svg>'

export function show (holder) {
  const canvas = holder.querySelector('[data-map-canvas]')
  holder.hidden = false
  const map = draw(holder, canvas)
  const spot = given(holder.dataset.lat, holder.dataset.lon)
  if (holder.dataset.map === 'choose') return choosing(holder, map)
  if (holder.dataset.map === 'browse') return browsing(holder, map)
  if (spot) pin(map, spot, { title: canvas.getAttribute('aria-label'), keyboard: false, interactive: false })
}

function draw (holder, canvas) {
  const { lat, lon, centreLat, centreLon, zoom, tiles, attribution, ground } = holder.dataset
  const spot = given(lat, lon)
  const map = new Map(canvas, {
    center: spot || [Number(centreLat), Number(centreLon)],
    zoom: spot ? CLOSE : Number(zoom),
    maxZoom: 19,
    minZoom: 5,
    scrollWheelZoom: false
  })
  map.attributionControl.setPrefix(false)
  nameControl(canvas, 'in', holder.dataset.zoomIn)
  nameControl(canvas, 'out', holder.dataset.zoomOut)
  if (tiles) {
    canvas.classList.add('hall-map--tiles')
    new TileLayer(tiles, { attribution: escaped(attribution || ''), maxZoom: 19 }).addTo(map)
  }
  const near = () => canvas.classList.toggle('hall-map--near', map.getZoom() >= STREETS)
  const tidy = () => unclutter(canvas)
  map.on('zoomend', near)
  map.on('zoomend moveend', tidy)
  near()
  for (const address of (ground || '').split(' ').filter(Boolean)) lay(map, address).then(tidy)
  return map
}

function nameControl (canvas, which, words) {
  const control = canvas.querySelector(`.leaflet-control-zoom-${which}`)
  control.title = words
  control.setAttribute('aria-label', words)
}

async function lay (map, address) {
  const answer = await fetch(address)
  if (!answer.ok) return
  const layer = new GeoJSON(await answer.json(), {
    interactive: false,
    style: (feature) => ({ className: `hall-map__${looksLike(feature)}` }),
    onEachFeature: name
  }).addTo(map)
  // Areas lie under lines, whichever came first.
  layer.eachLayer((part) => { if (looksLike(part.feature) === 'area') part.bringToBack() })
}

// Where two names lie on one another, the second is left out.
function unclutter (canvas) {
  const taken = []
  for (const label of canvas.querySelectorAll('.hall-map__name')) {
    label.classList.remove('hall-map__name--covered')
    if (getComputedStyle(label).visibility === 'hidden') continue
    const box = label.getBoundingClientRect()
    const covered = taken.some((other) => box.left < other.right && other.left < box.right &&
      box.top < other.bottom && other.top < box.bottom)
    label.classList.toggle('hall-map__name--covered', covered)
    if (!covered) taken.push(box)
  }
}

function looksLike (feature) {
  const { type } = feature.geometry
  const water = WATERS.includes(feature.properties?.kind)
  if (type.endsWith('Polygon')) return water ? 'lake' : 'area'
  return water ? 'river' : 'road'
}

function name (feature, layer) {
  const properties = feature.properties || {}
  const words = properties[`name_${document.documentElement.lang}`] || properties.name
  const kind = looksLike(feature)
  if (!words || !['area', 'road'].includes(kind)) return
  layer.bindTooltip(escaped(words), {
    permanent: true, direction: 'center', className: `hall-map__name hall-map__name--${kind}`
  })
}

function choosing (holder, map) {
  const fields = ['lat', 'lon'].map((part) => document.getElementById(holder.dataset[`${part}Input`]))
  const said = holder.querySelector('[data-map-said]')
  let marker = null

  const put = (at, announce = true) => {
    if (!marker) {
      marker = pin(map, at, { draggable: true, title: holder.dataset.pin, alt: holder.dataset.pin })
      marker.on('dragend', () => put(marker.getLatLng()))
    }
    marker.setLatLng(at)
    const { lat, lng } = marker.getLatLng().wrap()
    fields[0].value = lat.toFixed(DIGITS)
    fields[1].value = lng.toFixed(DIGITS)
    if (announce) said.textContent = holder.dataset.placed
  }
  const clear = () => {
    if (marker) marker.remove()
    marker = null
    for (const field of fields) field.value = ''
    said.textContent = holder.dataset.removed
  }

  const before = given(fields[0].value, fields[1].value)
  if (before) put(before, false)
  map.on('click', (event) => put(event.latlng))
  on(holder, '[data-map-middle]', () => put(map.getCenter()))
  on(holder, '[data-map-clear]', clear)
  on(holder, '[data-map-here]', () => whereIAm(map, put, said, holder.dataset.nowhere))
}

function browsing (holder, map) {
  const said = holder.querySelector('[data-map-said]')
  on(holder, '[data-map-here]', () => whereIAm(map, () => {}, said, holder.dataset.nowhere))
  browse(holder, map)
}

function whereIAm (map, put, said, nowhere) {
  const failed = () => { said.textContent = nowhere }
  if (!navigator.geolocation) return failed()
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const at = [coords.latitude, coords.longitude]
      map.setView(at, CLOSE)
      put(at)
    },
    failed,
    { enableHighAccuracy: true, timeout: 10000 }
  )
}

function pin (map, at, options) {
  const icon = new DivIcon({ className: 'hall-map__pin', html: PIN, iconSize: [34, 44], iconAnchor: [17, 43] })
  return new Marker(at, { icon, ...options }).addTo(map)
}

function given (lat, lon) {
  return lat && lon && Number.isFinite(Number(lat)) && Number.isFinite(Number(lon)) ? [Number(lat), Number(lon)] : null
}

function on (holder, selector, act) {
  holder.querySelector(selector)?.addEventListener('click', act)
}

// Leaflet takes HTML where it shows words.
function escaped (words) {
  const holder = document.createElement('span')
  holder.textContent = words
  return holder.innerHTML
}

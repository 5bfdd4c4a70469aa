// What lies on the part of a map that is seen: pins, or how many there are in each cell of it.
import { DivIcon, LayerGroup, Marker } from 'leaflet/dist/leaflet-src.esm.js'

const DIGITS = 4
const CLOSER = 1
const PIN = '<svg viewBox="0 0 34 44" aria-hidden="true" focusable="false"><path fill="currentColor" stroke="#fff" stroke-width="2" d="M17 1.5C8.4 1.5 1.5 8.3 1.5 16.8 1.5 28 17 42.5 17 42.5S32.5 28 32.5 16.8C32.5 8.3 25.6 1.5 17 1.5z"/><circle cx="17" cy="16.5" r="6" fill="#fff"/></svg>'

export function browse (holder, map) {
  const { pins, many, more, seen } = holder.dataset
  const said = holder.querySelector('[data-map-said]')
  const shown = new LayerGroup().addTo(map)
  let latest = 0

  const load = async () => {
    const mine = ++latest
    const answer = await fetch(`${pins}${pins.includes('?') ? '&' : '?'}box=${box(map)}`)
    if (!answer.ok || mine !== latest) return
    const found = await answer.json()
    if (mine !== latest) return
    shown.clearLayers()
    for (const one of found.pins) shown.addLayer(pin(one))
    for (const one of found.clusters) shown.addLayer(cluster(map, one, one.more ? more : many))
    said.textContent = found.clusters.length ? '' : seen.replace('{count}', found.pins.length)
  }
  map.on('moveend', load)
  load()
}

function box (map) {
  const bounds = map.getBounds()
  const sides = [
    Math.max(-90, bounds.getSouth()), Math.max(-180, bounds.getWest()),
    Math.min(90, bounds.getNorth()), Math.min(180, bounds.getEast())
  ]
  return sides.map((side) => side.toFixed(DIGITS)).join(',')
}

function pin ({ lat, lon, href, title, note, open }) {
  const className = `hall-map__pin hall-map__pin--small${open ? '' : ' hall-map__pin--closed'}`
  const icon = new DivIcon({ className, html: PIN, iconSize: [26, 34], iconAnchor: [13, 33], popupAnchor: [0, -30] })
  const marker = new Marker([lat, lon], { icon, title: `${title}: ${note}` })
  marker.bindPopup(() => told(href, title, note), { closeButton: false })
  marker.on('popupopen', ({ popup }) => popup.getElement().querySelector('a').focus())
  return named(marker, `${title}: ${note}`)
}

function told (href, title, note) {
  const link = document.createElement('a')
  link.href = href
  link.className = 'govuk-link'
  link.textContent = title
  const text = document.createElement('p')
  text.textContent = note
  const holder = document.createElement('div')
  holder.append(link, text)
  return holder
}

function cluster (map, { lat, lon, count }, words) {
  const label = words.replace('{count}', count)
  const icon = new DivIcon({ className: 'hall-map__cluster', html: String(count), iconSize: [44, 44] })
  const marker = new Marker([lat, lon], { icon, title: label })
  const closer = () => map.setView([lat, lon], map.getZoom() + CLOSER)
  marker.on('click', closer)
  // Leaflet clicks by keys only what has a popup. The marker goes, so the map takes the focus.
  marker.on('keypress', ({ originalEvent }) => {
    if (originalEvent.key !== 'Enter') return
    map.getContainer().focus()
    closer()
  })
  return named(marker, label)
}

// Leaflet makes a button of a marker and gives it no name.
function named (marker, label) {
  return marker.on('add', () => marker.getElement().setAttribute('aria-label', label))
}

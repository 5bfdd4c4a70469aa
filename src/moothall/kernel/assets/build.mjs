// Compiles the styles and scripts of the pages into the folder named on the command line.
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { build } from 'esbuild'
import { compileAsync } from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const packages = join(process.cwd(), 'node_modules')
const out = process.argv[2]

const STYLES = ['house', 'workspace', 'map', 'charts']
const SCRIPTS = ['house', 'workspace', 'map']
const FONT = '@fontsource/atkinson-hyperlegible-next'
// The first Atkinson Hyperlegible has no ŵ and no ŷ; Next has both, in latin-ext.
const FONT_FILES = ['latin-400-normal', 'latin-700-normal', 'latin-ext-400-normal', 'latin-ext-700-normal']
const SHIPPED = [FONT, 'govuk-frontend', 'htmx.org', 'leaflet']

async function style (name) {
  const { css } = await compileAsync(join(here, 'scss', `${name}.scss`), {
    loadPaths: [packages],
    quietDeps: true,
    style: 'compressed'
  })
  await writeFile(join(out, `${name}.css`), css)
}

async function scripts () {
  await build({
    entryPoints: SCRIPTS.map((name) => join(here, 'js', `${name}.mjs`)),
    outdir: out,
    nodePaths: [packages],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    logLevel: 'error'
  })
  await cp(join(packages, 'htmx.org/dist/htmx.min.js'), join(out, 'htmx.js'))
}

async function pictures () {
  await cp(join(packages, 'leaflet/dist/images'), join(out, 'images'), { recursive: true })
}

async function fonts () {
  const family = FONT.split('/')[1]
  await mkdir(join(out, 'fonts'))
  for (const file of FONT_FILES) {
    await cp(join(packages, FONT, 'files', `${family}-${file}.woff2`), join(out, 'fonts', `${file}.woff2`))
  }
}

async function licenceOf (name) {
  const kept = join(here, 'licences', `${name}.txt`)
  const files = await readdir(join(packages, name))
  const found = files.find((file) => /^licen[cs]e/i.test(file))
  return readFile(found ? join(packages, name, found) : kept, 'utf8')
}

async function licences () {
  const parts = []
  for (const name of SHIPPED) {
    const { version } = JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8'))
    parts.push(`${name} ${version}\n\n${(await licenceOf(name)).trim()}\n`)
  }
  await writeFile(join(out, 'licences.txt'), parts.join('\n\n'))
}

// The server hands out what is compressed already; it compresses nothing while somebody waits.
async function compress () {
  const files = (await readdir(out)).filter((file) => /\.(css|js)$/.test(file))
  await Promise.all(files.map(async (file) => {
    const content = await readFile(join(out, file))
    await writeFile(join(out, `${file}.gz`), await promisify(gzip)(content, { level: 9 }))
    await writeFile(join(out, `${file}.br`), await promisify(brotliCompress)(content))
  }))
}

try {
  await Promise.all([...STYLES.map(style), scripts(), pictures(), fonts(), licences()])
  await compress()
} catch (failure) {
  console.error(failure.message)
  process.exit(1)
}

import { EMULATOR_SCENARIOS, type EmulatorScenario, type ScenarioName } from './scenarios.js'
import type { Wire } from './wires/wire.js'

export interface ControlPageOptions {
  scenario: ScenarioName
  wires: readonly Wire[]
  /** Where the emulator is. */
  origin: string
  /** For the page's own script and style. */
  nonce: string
}

const GROUPS: Record<EmulatorScenario['group'], string> = {
  normal: 'Normal lives',
  create: 'When a job is created',
  poll: 'When its status is asked for',
  end: 'How it ends',
  result: 'When its video is fetched',
  cancel: 'When it is canceled',
  webhook: 'Webhooks',
}

/** The page on which a person picks what goes wrong, and sees the jobs; it asks no other host for anything. */
export function controlPage({ scenario, wires, origin, nonce }: ControlPageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Video API emulator</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header>
<h1>Video API emulator</h1>
<p>It plays <strong id="current">${scenario}</strong>, unless a prompt holds <code>#fault:&lt;name&gt;</code> or a create the
header <code>X-Emulator-Scenario</code>.</p>
</header>
<main>
<section aria-labelledby="scenarios">
<h2 id="scenarios">Scenarios</h2>
<form method="post" action="/_emulator/scenario">
${Object.entries(GROUPS)
  .map(([group, title]) => fieldset(group, title, scenario))
  .join('\n')}
<button>Play it</button>
</form>
</section>
<section aria-labelledby="providers">
<h2 id="providers">Providers</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Provider</th><th scope="col">Base URL</th><th scope="col">Verified by</th></tr></thead>
<tbody>
${wires.map((wire) => providerRow(wire, origin)).join('\n')}
</tbody>
</table></div>
</section>
<section aria-labelledby="jobs">
<h2 id="jobs">Jobs</h2>
<p id="no-jobs">None yet.</p>
<div class="wide"><table id="job-table" hidden>
<thead><tr><th scope="col">Created</th><th scope="col">Provider</th><th scope="col">Prompt</th><th scope="col">Scenario</th><th scope="col">State</th></tr></thead>
<tbody></tbody>
</table></div>
</section>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`
}

function fieldset(group: string, title: string, current: ScenarioName): string {
  const options = EMULATOR_SCENARIOS.filter((scenario) => scenario.group === group).map(
    ({ name, title: label, says }) => `<label>
<input type="radio" name="name" value="${name}"${name === current ? ' checked' : ''}>
<span><b>${escapeHtml(label)}</b> <code>${name}</code><small>${escapeHtml(says)}</small></span>
</label>`,
  )
  return `<fieldset><legend>${title}</legend>\n${options.join('\n')}\n</fieldset>`
}

function providerRow({ provider, basePath, verifiedBy, section }: Wire, origin: string): string {
  const verified = verifiedBy === undefined ? '<i>unverified</i>' : `<code>${escapeHtml(verifiedBy)}</code>`
  return `<tr><th scope="row"><a href="${escapeHtml(section)}" rel="noreferrer">${provider}</a></th>
<td><code>${escapeHtml(origin + basePath)}</code></td><td>${verified}</td></tr>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dbe0, #3a3e46); --soft: light-dark(#5b626d, #a5adba); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 72rem; color: light-dark(#1b1e23, #e8eaed); background: light-dark(#fff, #16181c); }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
code { font-size: .9em; color: light-dark(#4a3aa8, #b9adff); }
form { columns: 20rem; column-gap: 1rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem 1rem; margin: 0 0 1rem; break-inside: avoid; }
legend { font-weight: 600; padding: 0 .25rem; }
label { display: flex; gap: .6rem; align-items: start; padding: .3rem 0; cursor: pointer; }
input { margin: .3rem 0 0; }
small { display: block; color: var(--soft); }
a { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: normal; }
thead th { color: var(--soft); }
td:nth-child(3) { overflow-wrap: anywhere; }
`

const SCRIPT = `
const current = document.getElementById('current')
const table = document.getElementById('job-table')
document.querySelector('button').hidden = true
document.querySelector('form').addEventListener('change', async ({ target }) => {
  const response = await fetch('/_emulator/scenario', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: target.value }),
  })
  if (response.ok) current.textContent = target.value
})
async function refresh() {
  try {
    const { scenario, jobs } = await (await fetch('/_emulator/state')).json()
    current.textContent = scenario
    document.querySelector('input[value="' + scenario + '"]').checked = true
    document.getElementById('no-jobs').hidden = jobs.length > 0
    table.hidden = jobs.length === 0
    table.tBodies[0].replaceChildren(...jobs.map(row))
  } catch {
    current.textContent = 'nothing: the emulator does not answer'
  }
  setTimeout(refresh, 1000)
}
function row({ createdAt, provider, prompt, scenario, state, progress }) {
  const line = document.createElement('tr')
  const time = new Date(createdAt).toLocaleTimeString()
  const now = state === 'running' ? 'running, ' + progress + ' %' : state
  for (const text of [time, provider, prompt, scenario, now]) line.insertCell().textContent = text
  return line
}
refresh()
`

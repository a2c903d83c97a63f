import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { localVideo } from '@reelstate/local'

// What one video costs: `pnpm bench render`
const [size = '1280x720', duration = '8'] = process.argv.slice(2)
const adapter = localVideo()
const delay = monitorEventLoopDelay({ resolution: 5 })
const cpu = process.cpuUsage()
const startedAt = performance.now()
delay.enable()

const { jobId } = await adapter.createVideoJob({
  prompt: 'A red fox crosses the snow at dawn',
  size,
  duration: Number(duration),
})
let report = await adapter.getVideoStatus(jobId)
while (report.status === 'pending' || report.status === 'processing') {
  await setTimeout(50)
  report = await adapter.getVideoStatus(jobId)
}
delay.disable()
const wall = (performance.now() - startedAt) / 1000
const { user, system } = process.cpuUsage(cpu)
const { url } = await adapter.getVideoUrl(jobId)

console.log(`${size}, ${duration} s: ${report.status} ${report.error ?? ''}`)
console.table({
  'CPU, s': ((user + system) / 1e6).toFixed(1),
  'wall, s': wall.toFixed(1),
  'peak RSS, MB': Math.round(process.resourceUsage().maxRSS / 1024),
  'longest event loop delay, ms': (delay.max / 1e6).toFixed(1),
  'file, MB': ((url.length * 0.75) / 1e6).toFixed(2),
})
await adapter.close()

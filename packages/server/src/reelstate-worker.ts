#!/usr/bin/env node
import { runWorkerCommand } from './worker-command/run-worker-command.js'

await runWorkerCommand(process.argv.slice(2))

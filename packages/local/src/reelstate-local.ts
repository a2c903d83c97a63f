#!/usr/bin/env node
import { runLocalCommand } from './local-command/run-local-command.js'

await runLocalCommand(process.argv.slice(2))

import { type Browser, chromium } from 'playwright'

/** The system's Chromium, headless, which plays H.264. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

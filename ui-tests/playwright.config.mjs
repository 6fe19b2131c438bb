import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { findChromium } from '../scripts/setup/chromium.mjs';

const executablePath = findChromium();
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // Much longer than anything takes: a machine may be busy, and no test is about time.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  // Each has a JupyterLab of its own and takes file after file.
  workers: 2,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 60_000,
    navigationTimeout: 120_000,
    // Without pictures and copies of the page, which take a third of the processor's time; the last screen is kept anyway.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: executablePath && existsSync(executablePath) ? executablePath : undefined,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', ...quiet]
    }
  },
  projects: [
    { name: 'front door', use: { place: 'traefik' } },
    // The same studio where the Jupyter server forwards: the thin path and what differs there.
    { name: 'plain', use: { place: 'jupyter' }, testMatch: /plain\.spec\.ts/ },
    { name: 'notebook', use: { place: 'notebook' }, testMatch: /notebook-7\.spec\.ts/ },
    // Has a JupyterHub instead.
    { name: 'hub', testMatch: /hub\.spec\.ts/ }
  ].map(project =>
    project.testMatch ? project : { ...project, testIgnore: /(plain|hub|notebook-7)\.spec\.ts/ }
  )
});

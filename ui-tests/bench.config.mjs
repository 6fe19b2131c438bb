import config from './playwright.config.mjs';

export default {
  ...config,
  testDir: './bench',
  testMatch: /.*\.bench\.ts/,
  outputDir: './test-results/bench',
  timeout: 300_000,
  reporter: [['list']],
  use: { ...config.use, trace: 'off' },
  projects: [{ name: 'front door', use: { place: 'traefik' } }]
};

import AxeBuilder from '@axe-core/playwright';
import { type Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What axe finds wrong in these parts of the page, one line a rule; `rules` are all of WCAG's A and AA where absent. */
export async function violations(
  page: Page,
  within: readonly string[],
  rules?: readonly string[]
): Promise<string[]> {
  let axe = new AxeBuilder({ page });
  for (const part of within) {
    axe = axe.include(part);
  }
  const found = await (rules ? axe.withRules([...rules]) : axe.withTags(standards)).analyze();
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).join(' | ')}`
  );
}

import axe from 'axe-core';

/** What axe finds wrong with the page, by WCAG 2.2 A and AA and by its own good practice. */
export async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Of whole pages, which a host makes.
    rules: { 'page-has-heading-one': { enabled: false }, region: { enabled: false } },
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

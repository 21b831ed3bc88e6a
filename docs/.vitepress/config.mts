import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Flowgraft',
  description: 'A durable workflow engine that your product grafts into itself',
  cleanUrls: true,
  markdown: {
    // Templates of workflows use the braces that pages would otherwise evaluate.
    config(markdown) {
      const { escapeHtml } = markdown.utils;
      const shown = (text: string): string => escapeHtml(text).replaceAll('{{', '&#123;&#123;');
      markdown.renderer.rules.text = (tokens, index) => shown(tokens[index]?.content ?? '');
      markdown.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${shown(tokens[index]?.content ?? '')}</code>`;
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guides/getting-started' },
      { text: 'Nodes', link: '/nodes' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      {
        text: 'Guides',
        items: [
          { text: 'Getting started', link: '/guides/getting-started' },
          { text: 'Writing nodes', link: '/guides/writing-nodes' },
          { text: 'Writing workflows', link: '/guides/writing-workflows' },
          { text: 'Testing workflows', link: '/guides/testing-workflows' },
          { text: 'Durability', link: '/guides/durability' },
          { text: 'Workers', link: '/guides/workers' },
          { text: 'PostgreSQL', link: '/guides/postgres' },
          { text: 'Redis', link: '/guides/redis' },
          { text: 'HTTP', link: '/guides/server' },
          { text: 'Canvas', link: '/guides/canvas' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Workflow document', link: '/workflow-document' },
          { text: 'Expressions', link: '/expressions' },
          { text: 'Expression functions', link: '/expression-functions' },
          { text: 'Built-in nodes', link: '/nodes' },
          { text: 'Command line', link: '/cli' },
          { text: 'Error catalogue', link: '/errors' },
          { text: 'API', link: '/api/' },
        ],
      },
      {
        text: 'Decisions',
        items: [
          { text: 'Own expression parser', link: '/decisions/001-own-expression-parser' },
          { text: 'Bindings', link: '/decisions/002-bindings' },
          { text: 'Waits are nodes', link: '/decisions/003-waits-are-nodes' },
          { text: 'A journal of facts', link: '/decisions/004-journal-of-facts' },
          { text: 'Synchronous where possible', link: '/decisions/005-synchronous-where-possible' },
          { text: 'Size of core', link: '/decisions/006-core-size' },
          { text: 'A commit is one row', link: '/decisions/007-a-commit-is-one-row' },
          { text: 'Fair claims', link: '/decisions/008-fair-claims' },
          { text: 'Runs that end their process', link: '/decisions/009-dead-letters' },
        ],
      },
    ],
  },
});

/** The look of the code editor: by the tokens of the editor around it, which reach into its shadow root. */

import { EditorView } from '@codemirror/view';

const tooltip = {
  border: '1px solid var(--fg-border)',
  borderRadius: 'var(--fg-radius-small)',
  background: 'var(--fg-surface-raised)',
  color: 'var(--fg-text)',
  boxShadow: 'var(--fg-shadow)',
  fontFamily: 'var(--fg-font)',
  fontSize: 'var(--fg-text-small)',
};

export const codeTheme = EditorView.theme({
  '&': { color: 'var(--fg-text)', fontSize: '13px', background: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--fg-font-mono)', lineHeight: '1.6', maxBlockSize: '240px' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--fg-text)', minBlockSize: '20px' },
  '.cm-line': { padding: '0 10px' },
  '.cm-placeholder': { color: 'var(--fg-text-muted)' },
  '.fg-chip': {
    display: 'inline-block',
    paddingInline: '6px',
    borderRadius: '4px',
    background: 'var(--fg-accent-soft)',
    color: 'var(--fg-text)',
    fontFamily: 'var(--fg-font)',
    fontSize: '12px',
    lineHeight: '18px',
  },
  '.fg-code-string': { color: 'var(--fg-success)' },
  '.fg-code-number': { color: 'var(--fg-info)' },
  '.fg-code-keyword': { color: 'var(--fg-info)' },
  '.fg-code-function': { color: 'var(--fg-accent)' },
  '.fg-code-brace': { color: 'var(--fg-accent)', fontWeight: '600' },
  '.fg-code-operator': { color: 'var(--fg-text-muted)' },
  '.cm-tooltip': tooltip,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--fg-font)',
    maxBlockSize: '220px',
    minInlineSize: '220px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'baseline',
    gap: '12px',
    padding: '4px 10px',
    lineHeight: '1.5',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--fg-accent)',
    color: 'var(--fg-text-on-accent)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': {
    color: 'inherit',
  },
  '.cm-completionLabel': { flex: '1' },
  '.cm-completionDetail': {
    margin: '0',
    fontStyle: 'normal',
    color: 'var(--fg-text-muted)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-tooltip.cm-completionInfo': { ...tooltip, padding: '6px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic': { padding: '4px 10px', borderInlineStart: '3px solid var(--fg-danger)' },
  '.cm-diagnostic-warning': { borderInlineStartColor: 'var(--fg-warning)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fg-danger)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fg-warning)',
    textUnderlineOffset: '3px',
  },
});

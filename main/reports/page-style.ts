/** The look of the workbench, in light, for a screen and for paper. */
export const pageStyle = `
:root { color-scheme: light; --line: #e3e7e8; --text: #181f23; --text-2: #454f53; --text-3: #5e686c; --brand: #006271;
  --font: "Segoe UI Variable Text", "Segoe UI", Inter, system-ui, sans-serif; --mono: "Cascadia Code", "JetBrains Mono", ui-monospace, Consolas, monospace; }
* { box-sizing: border-box; margin: 0; }
body { font: 13px/20px var(--font); color: var(--text); background: #fff; padding: 24px; font-variant-numeric: tabular-nums; }
header { padding-bottom: 16px; }
.where { font-weight: 500; color: var(--brand); }
.where span { color: var(--text-3); font-weight: 400; margin-left: 8px; }
h1 { font: 600 20px/28px var(--font); margin-top: 4px; }
.about { color: var(--text-2); max-width: 76ch; }
dl { display: flex; flex-wrap: wrap; gap: 4px 32px; margin-top: 12px; }
dt { font: 500 11px/16px var(--font); color: var(--text-3); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font: 500 11px/16px var(--font); color: var(--text-3); background: #f8f9fa; padding: 4px 12px 4px 0; border-bottom: 1px solid #cfd4d6; vertical-align: bottom; position: sticky; top: 0; }
td { padding: 5px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
th:first-child, td:first-child { padding-left: 8px; }
.mono, .word { font: 12px/20px var(--mono); }
.mono { overflow-wrap: anywhere; min-width: 28ch; }
.word { overflow-wrap: anywhere; min-width: 18ch; }
.value { overflow-wrap: anywhere; min-width: 16ch; }
.old { color: var(--text-3); }
time { white-space: nowrap; }
footer { padding-top: 12px; color: var(--text-2); }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { padding: 0; font-size: 7.5pt; line-height: 10pt; }
  h1 { font-size: 14pt; line-height: 18pt; }
  th { position: static; font-size: 7pt; line-height: 9pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  th, td { padding: 2pt 4pt 2pt 0; }
  .mono, .word { font-size: 6.5pt; line-height: 10pt; }
  .mono, .value, .word { min-width: 8ch; }
  time { white-space: normal; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`

"""The look of a report's web page."""

STYLE = """
:root{--ink:#1d2733;--quiet:#5c6b7a;--paper:#fff;--ground:#f4f6f8;--line:#d9e0e6;--limit:#b3261e;
--c1:#2f6db5;--c2:#e08e2b;--c3:#4c9a5b;--c4:#a04fa0;--c5:#c2554f;--c6:#3d9aa6;--c7:#8a7440;--c8:#7d8794}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--quiet:#9aa8b5;--paper:#1b222a;--ground:#12171c;
--line:#333e49;--limit:#ff8a80;--c1:#6ea8ea;--c2:#f0ad5e;--c3:#7cc58a;--c4:#cf8bcf;--c5:#ea8a84;--c6:#6fc6d1;
--c7:#c4aa6c;--c8:#a7b1bd}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;font-size:15px;
font-family:system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",
"Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:1.6rem;margin:0}
h2{font-size:1.1rem;margin:0 0 12px}
.scope{margin:2px 0 20px;color:var(--quiet)}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 16px}
.empty{margin:0;color:var(--quiet)}
ul{margin:0;padding-left:1.2em}
figure{margin:0 0 16px}
figcaption{color:var(--quiet);font-size:.9rem;margin-bottom:6px}
.legend{margin:0 0 8px;font-size:.85rem;display:flex;flex-wrap:wrap;gap:4px 16px}
.key::before{content:"";display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px}
.k1::before{background:var(--c1)}.k2::before{background:var(--c2)}.k3::before{background:var(--c3)}
.k4::before{background:var(--c4)}.k5::before{background:var(--c5)}.k6::before{background:var(--c6)}
.k7::before{background:var(--c7)}.k8::before{background:var(--c8)}
.dashed::before{border-radius:0;height:0;border-top:2px dashed var(--limit);vertical-align:middle}
svg{display:block;overflow:visible}
svg text{fill:var(--ink);font-size:13px}
svg .number{font-size:12px;fill:var(--quiet)}
svg .small{font-size:11px;fill:var(--quiet)}
.s1{fill:var(--c1)}.s2{fill:var(--c2)}.s3{fill:var(--c3)}.s4{fill:var(--c4)}.s5{fill:var(--c5)}.s6{fill:var(--c6)}
.s7{fill:var(--c7)}.s8{fill:var(--c8)}
.axis{stroke:var(--line)}
.limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:5 4}
.range{stroke:var(--c1);stroke-width:5;stroke-opacity:.45;stroke-linecap:round}
.dot{fill:var(--c1)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem}
table.wide{width:100%}
th,td{text-align:left;vertical-align:top;padding:5px 18px 5px 0}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--quiet);font-weight:600;border-bottom:1px solid var(--line);white-space:nowrap}
tbody td{border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
td[data-kind=number],th[data-kind=number]{text-align:right;font-variant-numeric:tabular-nums}
td[data-kind=date]{white-space:nowrap}
td{overflow-wrap:break-word}
tr.group th{padding-top:12px;font-size:1rem}
@media (max-width:640px){
main{padding:16px 10px 32px}
section{padding:14px 12px}
table.narrow{width:100%}
table.narrow th,table.narrow td{padding-right:10px}
table.narrow thead th{white-space:normal;vertical-align:bottom}
table.cards,table.cards tbody,table.cards tr,table.cards td,table.cards tr.group th{display:block}
table.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.cards tr{padding:8px 0;border-bottom:1px solid var(--line)}
table.cards tr:last-child{border-bottom:0}
table.cards td{display:grid;grid-template-columns:7em 1fr;gap:8px;padding:1px 0;border:0;text-align:left}
table.cards td.void{display:none}
table.cards td::before{content:attr(data-label);color:var(--quiet)}
}
@media print{body{background:none}section{border:0;padding:0;break-inside:avoid-page}}
"""

"""The one style sheet of the papers' pages: screen, phone, print."""

from __future__ import annotations

STYLE = """
:root{--ink:#1f2933;--accent:#1f5fa8;--rule:#d1d5db;--soft:#f3f4f6}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;line-height:1.75;font-size:17px;
font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.6rem;text-align:center;line-height:1.4;margin:1rem 0 2rem;
font-family:"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;text-wrap:balance}
.piece{display:inline-block}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:1.25rem 0 .25rem}
section>p,main>p:not(.to):not(.sign){text-indent:2em;margin:.4rem 0}
.to{margin:0 0 .4rem}
.sign{text-align:right;margin:2.5rem 2em 1rem}
.mark{text-indent:0!important;font-weight:700;margin:0}
.annex{border-top:1px solid var(--rule);margin-top:3rem;padding-top:1rem}
.annex h2{text-align:center;margin-top:.25rem}
.demo{position:sticky;top:0;z-index:1;margin:0;padding:.25rem 1rem;text-align:center;
background:repeating-linear-gradient(135deg,#e5e7eb 0 12px,#f3f4f6 12px 24px);
color:#374151;font-weight:700;letter-spacing:.3em}
.skip{position:absolute;left:-99em}
.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.25rem .75rem;z-index:2}
a{color:var(--accent)}
a:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a.number{color:inherit;text-decoration:underline dotted var(--accent);text-underline-offset:.2em}
.wide{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;width:100%;min-width:40rem;font-size:.85rem;line-height:1.45;
border-top:2px solid var(--ink);border-bottom:2px solid var(--ink)}
caption{font-weight:700;padding:.3rem}
th,td{border:1px solid var(--rule);padding:.3rem .45rem;text-align:left;overflow-wrap:anywhere}
thead th{text-align:center;background:var(--soft);white-space:nowrap}
th[scope=colgroup]{background:var(--soft)}
td.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.center{text-align:center}
figure{margin:1rem 0;text-align:center}
figure svg{max-width:100%;height:auto}
figcaption{font-weight:700;font-size:.9rem}
.missing{border:1px dashed var(--rule);padding:.75rem;font-size:.9rem;text-align:left}
.organ,.letters,.serial{text-align:center;text-indent:0!important}
.organ{color:#d7000f;font-size:1.9rem;font-weight:700;margin:1rem 0 .5rem;
font-family:"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif}
.letters{border-bottom:2px solid #d7000f;padding-bottom:.5rem}
.note{font-size:.85rem;text-indent:0!important}
nav ol{margin:.25rem 0}
nav p{margin:1.5rem 0 0}
.sources{border-top:1px solid var(--rule);margin-top:3rem;font-size:.85rem}
.sources dt{font-weight:700;margin-top:.6rem}
.sources dd{margin:0 0 0 1em}
.sources ul{margin:0;padding-left:1em;overflow-wrap:anywhere}
.sources div:target{background:#fff7d6;outline:2px solid #d9a400}
small{font-weight:400;color:#52606d}
@media (max-width:40rem){body{font-size:16px}main{padding:1rem .75rem 3rem}h1{font-size:1.3rem}}
@media print{body{font-size:11pt}.skip{display:none}.demo{position:static}
a.number{text-decoration:none}a{color:inherit}.annex{break-before:page}tr,figure{break-inside:avoid}
thead{display:table-header-group}.wide{overflow:visible}table{min-width:0}}
""".strip()

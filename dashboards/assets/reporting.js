/* 在线填表: what numerator and denominator make, and how many rows are filled (components/filling.py). */
(function () {
  function number(text) {
    var plain = text.replace(/[\uFF10-\uFF19]/g, function (sign) {
      return String.fromCharCode(sign.charCodeAt(0) - 0xFEE0);
    }).replace(/[,\uFF0C\s]/g, "");
    return /^-?[0-9]+(\.[0-9]+)?$/.test(plain) ? parseFloat(plain) : NaN;
  }
  function made(holder, fields) {
    var above = number(fields[0].value), below = number(fields[1].value);
    if (isNaN(above) || isNaN(below) || below === 0) return "—";
    var ratio = holder.getAttribute("data-kind") === "ratio";
    var value = above / below * parseFloat(holder.getAttribute("data-scale"));
    if (ratio) return "1:" + (1 / value).toFixed(2);
    return value.toFixed(+holder.getAttribute("data-decimals")) + holder.getAttribute("data-unit");
  }
  function show(row) {
    var holder = row.querySelector(".fill-value");
    var fields = row.querySelectorAll(".v-parts input");
    if (holder && fields.length > 1) holder.querySelector("output").textContent = made(holder, fields);
  }
  function filled(row) {
    var fields = Array.prototype.slice.call(row.querySelectorAll(".v-parts input"));
    var note = row.querySelector("td:last-child input");
    var all = fields.length && fields.every(function (one) { return one.value.trim(); });
    return all || (note && note.value.trim());
  }
  function count(card) {
    var rows = Array.prototype.slice.call(card.querySelectorAll("tbody tr"));
    var told = card.querySelector(".fill-count");
    if (told) told.textContent = String(rows.filter(filled).length);
    rows.forEach(show);
  }
  function recount(event) {
    var card = event.target.closest && event.target.closest(".filling");
    if (card) window.setTimeout(count, 120, card); /* after a list told its hidden field */
  }
  document.addEventListener("input", recount);
  document.addEventListener("change", recount);
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      change.addedNodes.forEach(function (node) {
        if (node.nodeType !== 1) return;
        var card = node.matches(".filling") ? node : node.querySelector(".filling");
        if (card) count(card);
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

/* A browser that is too old for these pages (docs/browsers.md) reads the plain ones. Oldest syntax. */
(function () {
  var able = window.CSS && window.CSS.supports && window.CSS.supports("selector(:focus-visible)");
  if (able && window.fetch && window.MutationObserver && Element.prototype.closest) return;
  window.location.replace("/plain" + window.location.pathname + window.location.search);
})();

/* What was typed on the page where a form is filled in is not lost by leaving it: a link, and the
   way back, save the draft first; closing the window asks. (dashboards/components/filling.py) */
(function () {
  var LONGEST = 15000; /* ms a link waits for the draft to be kept */
  var EACH = 100;
  var typed = null; /* the field last typed in; a page drawn anew, or handed in, has others */
  var form = null;

  function unsaved() { return typed !== null && document.contains(typed); }

  function typing(event) {
    var inside = event.target.closest && event.target.closest("#page .filling");
    if (inside) { typed = event.target; form = inside; }
  }
  document.addEventListener("input", typing, true);
  document.addEventListener("change", typing, true);

  function save() {
    var buttons = Array.from(form.querySelectorAll("button"));
    var own = buttons.find(function (one) { return one.id.indexOf('"save_draft"') >= 0; });
    if (own) own.click();
    return own;
  }

  function follow(link) {
    if (link.self) { window.location.assign(link.href); return; }
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  /* The page is drawn anew once the draft is kept; a mistake is told in the form, and stays. */
  function afterwards(link, until) {
    var told = unsaved() && form.querySelector(".told");
    if (!unsaved()) follow(link);
    else if (told && told.textContent) return;
    else if (Date.now() < until) window.setTimeout(afterwards, EACH, link, until);
  }

  window.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='/']");
    if (!link || !unsaved() || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target === "_blank" || link.getAttribute("href").indexOf("/files/") === 0) return;
    var told = form.querySelector(".told");
    if (told) told.textContent = "";
    if (!save()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    var where = { href: link.getAttribute("href"), self: link.target === "_self" };
    afterwards(where, Date.now() + LONGEST);
  }, true);

  window.addEventListener("popstate", function () { if (unsaved()) save(); }, true);

  window.addEventListener("beforeunload", function (event) {
    if (!unsaved()) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

/* On a phone the bar on top is one line; its button opens what stands beside the name. */
(function () {
  function parts() {
    var button = document.getElementById("menu-button");
    return button && { button: button, bar: button.closest(".topbar") };
  }

  function set(open) {
    var mine = parts();
    if (!mine) return;
    mine.bar.classList.toggle("topbar-open", open);
    mine.button.setAttribute("aria-expanded", String(open));
  }

  function isOpen() {
    var mine = parts();
    return Boolean(mine) && mine.bar.classList.contains("topbar-open");
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    if (event.target.closest("#menu-button")) { set(!isOpen()); return; }
    if (isOpen() && (!event.target.closest("#bar-menu") || event.target.closest("#bar-menu a"))) set(false);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    parts().button.focus();
  });

  /* The keyboard that walks on out of it closes it. */
  document.addEventListener("focusin", function (event) {
    if (isOpen() && !event.target.closest(".topbar")) set(false);
  });

  /* The choices of a page lie in the same line (topbar.css) and fold like any other menu. */
  function fold(except) {
    document.querySelectorAll("details.folded-choices[open]").forEach(function (one) {
      if (!except || !one.contains(except)) one.removeAttribute("open");
    });
  }
  document.addEventListener("click", function (event) { fold(event.target); });
  document.addEventListener("focusin", function (event) { fold(event.target); });
  document.addEventListener("keydown", function (event) {
    var open = document.querySelector("details.folded-choices[open]");
    if (event.key !== "Escape" || !open || open.querySelector("details.menu[open]")) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  });
})();

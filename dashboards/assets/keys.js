/* Where the keyboard stands after a page was drawn anew: on the page's heading when the address
   changed, else on what was pressed. `cityplanShown()` is the address whose page is drawn. */
(function () {
  var shown = null;
  var used = null;

  function here() { return window.location.pathname + window.location.search; }

  function words(element) { return element.textContent.trim(); }

  document.addEventListener("click", function (event) {
    var control = event.target.closest && event.target.closest("#page a, #page button, #page summary");
    if (!control) { used = null; return; }
    var menu = control.closest("details.menu");
    var label = menu && menu.querySelector(".menu-label");
    used = { id: control.id, tag: control.tagName, words: words(control), menu: label && words(label) };
  }, true);

  /* The control of the new page that stands for the one that was used. */
  function again() {
    if (!used) return null;
    if (used.id && document.getElementById(used.id)) return document.getElementById(used.id);
    if (used.menu) {
      return Array.from(document.querySelectorAll("#page .menu-label")).filter(function (label) {
        return words(label) === used.menu && label.offsetParent;
      }).map(function (label) { return label.closest("summary"); })[0];
    }
    return Array.from(document.querySelectorAll("#page " + used.tag)).filter(function (one) {
      return words(one) === used.words && one.offsetParent;
    })[0];
  }

  function heading() {
    var found = document.querySelector("#page h1") || document.getElementById("page");
    if (!found.hasAttribute("tabindex")) found.setAttribute("tabindex", "-1");
    return found;
  }

  function stand(target) {
    var now = document.activeElement;
    if (now && now !== document.body && now.isConnected && !now.closest(".tabs, .brand")) return;
    if (target) target.focus({ preventScroll: true });
  }

  function drawn() {
    var before = shown;
    shown = here();
    if (before === null) return;
    if (before.split("?")[0] !== shown.split("?")[0]) {
      used = null;
      heading().focus({ preventScroll: true });
    } else stand(again() || heading());
  }

  window.cityplanShown = function () { return shown; };

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.target.id !== "page" && change.target.id !== "view") return;
      if (change.addedNodes.length && document.querySelector("#page > [id^=view-]")) {
        window.setTimeout(drawn, 0); /* once its markup is in place (page.js) */
      }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* Dash's file field has no name, and its boxes to tick call themselves a list of options. */
  function mend(root) {
    root.querySelectorAll("input[type=file]:not([aria-label])").forEach(function (field) {
      var drop = field.closest(".drop") || field.parentNode;
      field.setAttribute("aria-label", words(drop.querySelector("strong") || drop));
    });
    root.querySelectorAll(".dash-checklist[role]").forEach(function (boxes) {
      boxes.removeAttribute("role");
    });
    root.querySelectorAll(".dash-checklist [role=option]").forEach(function (box) {
      box.removeAttribute("role");
      box.removeAttribute("aria-selected");
    });
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "childList" && change.addedNodes.length) mend(change.target);
      else if (change.type === "attributes" && change.target.closest(".dash-checklist")) {
        if (change.target.hasAttribute("aria-selected")) change.target.removeAttribute("aria-selected");
      }
    });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-selected"],
  });

  /* A menu that the keyboard has left does not stay over the page. */
  document.addEventListener("focusin", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
})();

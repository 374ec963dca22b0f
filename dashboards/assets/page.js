/* Title, current tab, closing of menus, limits of files. */

/* Dash names the whole of Plotly to its charts; ours need the part that the server names. */
Object.defineProperty(window, "_dashPlotlyJSURL", {
  get: function () { return document.querySelector("meta[name=charts]").content; },
  set: function () {},
});

/* What scripts say is Chinese; the page brings their English with it (dashboards/language.py). */
function say(text) {
  var words = JSON.parse(document.querySelector("meta[name=words]").content);
  return words[text] || text;
}

window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.cityplan = {
  title: function (title, path) {
    if (!title) return;
    document.title = title + " · " + say("城市精细化管理三年行动监测");
    document.querySelectorAll(".tabs a.tab").forEach(function (tab) {
      var own = new URL(tab.href).pathname;
      var here = own === "/" ? path === "/" : path.indexOf(own) === 0;
      if (here) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    });
    var inside = false;
    document.querySelectorAll(".tabs .tab-inside").forEach(function (link) {
      var here = path.indexOf(new URL(link.href).pathname) === 0;
      inside = inside || here;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.querySelectorAll(".tab-more summary").forEach(function (more) {
      if (inside) more.setAttribute("data-inside", "");
      else more.removeAttribute("data-inside");
    });
  },
  narrow: function (figure) {
    var phone = window.matchMedia("(max-width: 720px)").matches;
    return figure && phone ? figure : window.dash_clientside.no_update;
  },
};

document.addEventListener("click", function (event) {
  document.querySelectorAll("details.menu[open]").forEach(function (menu) {
    if (!menu.contains(event.target) || event.target.closest(".option")) menu.removeAttribute("open");
  });
});

/* A link to a folded part of the page opens it too. */
document.addEventListener("click", function (event) {
  var link = event.target.closest && event.target.closest("a[href^='#']");
  var part = link && document.getElementById(link.getAttribute("href").slice(1));
  var folded = part && part.querySelector("details");
  if (folded) folded.open = true;
});

/* A file beyond the limit is refused here, in words: sent, it would be cut off at the door. */
var CITYPLAN_MAX_FILE = 5 * 1024 * 1024;

var CITYPLAN_DROPS = {
  "drop": ["drop-result", "请只报送系统下发的表样，不要插入图片或附件。"],
  "attach": ["attached", "降低扫描分辨率，或由命令行、接口附上。"],
  "load": ["loaded", "减少要素的点数，或由命令行载入。"],
};

function cityplanTooLarge(drop) {
  var told = CITYPLAN_DROPS[drop];
  if (!document.getElementById(told[0])) return;
  function part(type, children, name) {
    return {
      namespace: "dash_html_components", type: type, props: { children: children, className: name },
    };
  }
  window.dash_clientside.set_props(told[0], {
    children: part("Div", [
      part("Div", "!", "notice-sign"),
      part("Div", [part("H2", say("文件超过 5 MB")), part("P", say(told[1]))]),
    ], "notice notice-error"),
  });
}

function cityplanWeigh(event) {
  var drop = event.target.closest && event.target.closest("#drop, #attach, #load");
  if (!drop) return;
  var files = (event.dataTransfer || event.target).files;
  if (!files || !files.length || files[0].size <= CITYPLAN_MAX_FILE) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  event.target.value = "";
  cityplanTooLarge(drop.id);
}
window.addEventListener("change", cityplanWeigh, true);
window.addEventListener("drop", cityplanWeigh, true);

document.addEventListener("keydown", function (event) {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach(function (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

/* What is chosen in a list goes into the hidden field beside it (components/forms.py). */
document.addEventListener("change", function (event) {
  var field = event.target.getAttribute && event.target.getAttribute("data-field");
  if (field) window.dash_clientside.set_props(JSON.parse(field), { value: event.target.value });
});

/* Static parts arrive as markup, escaped by the server (components/flat.py). */
(function () {
  function fill(element) {
    var markup = element.getAttribute("data-markup");
    if (markup === null) return;
    element.innerHTML = markup;
    element.removeAttribute("data-markup");
  }
  function fillAll(node) {
    if (node.nodeType !== 1) return;
    if (node.hasAttribute("data-markup")) fill(node);
    node.querySelectorAll("[data-markup]").forEach(fill);
  }
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "attributes") fill(change.target);
      else change.addedNodes.forEach(fillAll);
    });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-markup"],
  });
})();

/* A link inside markup changes the view as Dash's own links do, without loading the page again. */
document.addEventListener("click", function (event) {
  var link = event.target.closest && event.target.closest("a[href^='/']");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.getAttribute("href").indexOf("/files/") === 0) return;
  if (link.getAttribute("target") === "_self") return; /* asks for the page itself, anew */
  event.preventDefault();
  window.history.pushState({}, "", link.getAttribute("href"));
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
});

/* From a point of the chart to its cell, and the choices of a page along to the next one. */
window.dash_clientside = window.dash_clientside || {};

function cityplanGo(href) {
  window.history.pushState({}, "", href);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
}

window.dash_clientside.chart = {
  open: function (clicked) {
    var points = (clicked && clicked.points) || [];
    for (var place = 0; place < points.length; place += 1) {
      var to = points[place].customdata;
      if (typeof to === "string" && to.indexOf("/receipts/") === 0) return cityplanGo(to);
    }
  },
};

/* The pages that know period, as-of day and area take them along from the menu too. */
(function () {
  var CARRIED = ["period", "asof", "area"];
  var PAGES = ["/", "/tasks", "/offices", "/areas", "/final"];

  function carrying(link) {
    var path = new URL(link.href).pathname;
    if (PAGES.indexOf(path) < 0) return "";
    var here = new URLSearchParams(window.location.search);
    var kept = CARRIED.filter(function (name) { return here.get(name); });
    return path + kept.map(function (name, place) {
      return (place ? "&" : "?") + name + "=" + encodeURIComponent(here.get(name));
    }).join("");
  }

  function tabOf(event) {
    return event.target.closest && event.target.closest(".tabs a, a.brand");
  }

  ["pointerdown", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var link = tabOf(event);
      var to = link && carrying(link);
      if (to) link.setAttribute("href", to);
    });
  });

  document.addEventListener("click", function (event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = tabOf(event);
    var to = link && carrying(link);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    cityplanGo(to);
  }, true);
})();

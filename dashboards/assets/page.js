/* Title, current tab, closing of menus, and the way back to the login when a session has ended. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.cityplan = {
  title: function (title, path) {
    if (!title) return;
    document.title = title + " · 城市精细化管理三年行动监测";
    document.querySelectorAll(".tabs .tab").forEach(function (tab) {
      var own = new URL(tab.href).pathname;
      var here = own === "/" ? path === "/" : path.indexOf(own) === 0;
      if (here) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    });
  },
};

document.addEventListener("click", function (event) {
  document.querySelectorAll("details.menu[open]").forEach(function (menu) {
    if (!menu.contains(event.target) || event.target.closest(".option")) menu.removeAttribute("open");
  });
});

document.addEventListener("keydown", function (event) {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach(function (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

(function () {
  var original = window.fetch;
  window.fetch = function () {
    return original.apply(this, arguments).then(function (response) {
      if (response.status === 401) {
        var here = window.location.pathname + window.location.search;
        window.location.assign("/login?next=" + encodeURIComponent(here));
      }
      return response;
    });
  };
})();

/* A log-in that rests too long ends on the server; here it leaves the screen, and typing keeps it. */

(function () {
  var NEAR = 5 * 60 * 1000; /* an act this long after the last request is told to the server */
  var asked = Date.now();

  function minutes() {
    var mark = document.querySelector("[data-idle]");
    return mark ? Number(mark.getAttribute("data-idle")) : 0;
  }

  var original = window.fetch;
  window.fetch = function (address, options) {
    var body = options && typeof options.body === "string" ? options.body : "";
    if (body.indexOf('.n_intervals"]') < 0) asked = Date.now();
    return original.apply(this, arguments);
  };

  function act() {
    if (minutes() && Date.now() - asked > NEAR) window.fetch("/_dash-layout");
  }
  ["pointerdown", "keydown", "input"].forEach(function (kind) {
    document.addEventListener(kind, act, true);
  });

  window.setInterval(function () {
    var idle = minutes() * 60 * 1000;
    if (!idle || Date.now() - asked <= idle + 5000) return;
    document.body.hidden = true;
    asked = Date.now();
    var here = window.location.pathname + window.location.search;
    window.location.assign("/login?next=" + encodeURIComponent(here));
  }, 15000);
})();

/* While the server works a line runs over the page; when it does not answer, or the session has
   ended, that is said with the next step, and what was typed stays where it is. */
(function () {
  var CALLBACK = "/_dash-update-component";
  var SLOW = 400; /* ms until waiting is shown */
  var ASK_AGAIN = 10000; /* ms between two looks whether the server is back */
  var typed = false;
  var waiting = 0;
  var timer = null;

  function here() { return window.location.pathname + window.location.search; }
  function pending() { return window.cityplanShown() !== here(); }

  document.addEventListener("input", function (event) {
    if (event.target.closest("#page")) typed = true;
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("a[href^='/']")) typed = false;
  });

  function quiet() {
    var note = document.getElementById("away");
    if (note) note.remove();
    window.clearInterval(timer);
    timer = null;
  }

  function tell(text, step) {
    quiet();
    var note = document.createElement("div");
    note.id = "away";
    note.className = "away";
    note.setAttribute("role", "alert");
    var line = document.createElement("p");
    line.textContent = text;
    note.appendChild(line);
    note.appendChild(step);
    document.body.appendChild(note);
  }

  function button(word, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button small";
    made.textContent = word;
    made.addEventListener("click", act);
    return made;
  }

  /* Back again: the page that was asked for is drawn; what was typed on another is not touched. */
  function look() {
    original.call(window, "/healthz", { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) return;
      quiet();
      if (pending()) window.dash_clientside.set_props("acted", { data: Date.now() });
    }, function () {});
  }

  function away() {
    if (document.getElementById("away")) return;
    tell(say("连不上服务器。本页已填的内容还在；请检查网络，系统恢复后会自动接上。"), button(say("重试"), look));
    timer = window.setInterval(look, ASK_AGAIN);
  }

  function failed(response) {
    response.clone().text().then(function (told) {
      var plain = (response.headers.get("Content-Type") || "").indexOf("text/plain") === 0;
      var fault = say("系统出现故障，已记录。本页已填的内容还在，请稍后再试。");
      tell(plain && told.length < 200 ? told : fault, button(say("知道了"), quiet));
    });
  }

  function ended() {
    if (window.cityplanSessionEnded && window.cityplanSessionEnded()) return;
    var login = "/login?next=" + encodeURIComponent(here());
    if (!typed || pending()) { window.location.assign(login); return; }
    var link = document.createElement("a");
    link.className = "button small";
    link.href = login;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = say("在新窗口登录");
    link.addEventListener("click", quiet);
    tell(say("登录已结束。本页已填的内容还在：请在新窗口登录，再回到本页重新提交。"), link);
  }

  function heard(response) {
    if (response.status === 401) ended();
    else if (response.status === 413) Object.keys(CITYPLAN_DROPS).forEach(cityplanTooLarge);
    else if (response.status >= 502 && response.status <= 504 && !response.headers.get("Content-Security-Policy")) away();
    else if (response.status >= 400) failed(response);
    else if (timer) quiet();
  }

  function busy(change) {
    waiting += change;
    document.documentElement.classList.toggle("busy", waiting > 0);
  }

  var original = window.fetch;
  window.fetch = function (asked) {
    var sent = original.apply(this, arguments);
    var address = typeof asked === "string" ? asked : asked.url;
    if (address.indexOf(CALLBACK) < 0) return sent;
    var slow = window.setTimeout(function () { slow = null; busy(1); }, SLOW);
    function done() {
      if (slow) window.clearTimeout(slow);
      else busy(-1);
    }
    return sent.then(function (response) {
      done();
      heard(response);
      return response;
    }, function (error) {
      done();
      away();
      throw error;
    });
  };
})();

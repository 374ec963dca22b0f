/* The wall screen (components/wall.py): turns its steps, has the record drawn anew, and says so
   when it cannot. What is shown never stands still in silence. */
(function () {
  var at = { step: 0, spent: 0, paused: false, ended: false, asked: 0, read: 0, seen: null };

  function here() { return window.location.pathname === "/wall"; }

  function number(wall, name) { return Number(wall.getAttribute("data-" + name)); }

  /* The steps that take turns: those of the chosen scene, or all of them. */
  function steps(wall) {
    var scene = wall.getAttribute("data-scene");
    var all = Array.prototype.slice.call(wall.querySelectorAll(".wall-step"));
    return all.filter(function (one) {
      return !scene || one.getAttribute("data-scene") === scene;
    });
  }

  function show(wall) {
    var mine = steps(wall);
    if (!mine.length) return;
    at.step = ((at.step % mine.length) + mine.length) % mine.length;
    wall.querySelectorAll(".wall-step").forEach(function (one) {
      one.classList.toggle("now", one === mine[at.step]);
    });
    wall.querySelector(".wall-place").textContent = at.step + 1 + " / " + mine.length;
    var pause = document.getElementById("wall-pause");
    pause.setAttribute("aria-pressed", String(at.paused));
    pause.textContent = at.paused ? say("继续") : say("暂停");
    wall.classList.toggle("wall-stopped", at.paused);
  }

  function turn(wall, by) {
    at.step += by;
    at.spent = 0;
    show(wall);
  }

  function pause(wall) {
    at.paused = !at.paused;
    at.spent = 0;
    if (!at.paused) anew();
    show(wall);
    tell(wall);
  }

  function whole() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen();
  }

  function anew() {
    at.asked += 1;
    window.dash_clientside.set_props("clock", { n_intervals: at.asked });
  }

  /* What is wrong with the picture, in words, until it is right again. */
  function tell(wall) {
    var old = (Date.now() - at.read) / 1000;
    var minutes = Math.floor(old / 60);
    var said = "";
    if (at.ended) {
      said = say("登录已到期，画面停在 {minutes} 分钟以前，不再更新。请在本机重新登录。");
    } else if (at.paused && minutes >= 1) {
      said = say("已暂停 {minutes} 分钟，数据没有更新。按空格键继续。");
    } else if (!at.paused && old > number(wall, "stale")) {
      said = say("数据已有 {minutes} 分钟没有更新：网络或服务中断，恢复后自动更新。");
    }
    said = said.replace("{minutes}", minutes);
    var place = wall.querySelector(".wall-told");
    if (place.getAttribute("data-said") === said) return;
    place.setAttribute("data-said", said);
    place.textContent = said;
    if (!at.ended) return;
    var link = document.createElement("a");
    link.href = "/login?next=" + encodeURIComponent("/wall" + window.location.search);
    link.target = "_self"; /* the page itself, not a view of ours */
    link.textContent = say("去登录");
    place.appendChild(link);
  }

  /* page.js asks before it leaves for the login: the wall stays, and says that it is over. */
  window.cityplanSessionEnded = function () {
    var wall = document.querySelector(".wall");
    if (!wall || !here()) return false;
    at.ended = true;
    tell(wall);
    return true;
  };

  setInterval(function () {
    if (!here() || at.ended) return;
    var wall = document.querySelector(".wall");
    var every = wall ? number(wall, "anew") : 60;
    at.beats = (at.beats || 0) + 1;
    if (!at.paused && at.beats % every === 0) anew();
    if (!wall) return;
    at.spent += at.paused ? 0 : 1;
    if (at.spent >= number(wall, "turn")) turn(wall, 1);
    tell(wall);
  }, 1000);

  document.addEventListener("click", function (event) {
    var wall = here() && document.querySelector(".wall");
    if (!wall || !event.target.closest) return;
    if (event.target.closest("#wall-pause")) pause(wall);
    if (event.target.closest("#wall-full")) whole();
  });

  document.addEventListener("keydown", function (event) {
    var wall = here() && document.querySelector(".wall");
    if (!wall || event.ctrlKey || event.metaKey || event.altKey) return;
    var onControl = event.target.closest && event.target.closest("a, button, input, summary");
    if (event.key === " " && !onControl) { event.preventDefault(); pause(wall); }
    if (event.key === "ArrowRight") turn(wall, 1);
    if (event.key === "ArrowLeft") turn(wall, -1);
    if (event.key === "f" || event.key === "F") whole();
  });

  /* A wall that was drawn anew goes on where the one before it stood. */
  new MutationObserver(function () {
    var wall = document.querySelector(".wall");
    document.documentElement.classList.toggle("on-wall", Boolean(wall));
    if (!wall) { at.seen = null; return; }
    if (wall === at.seen || !wall.querySelector(".wall-step")) return;
    if (!at.seen || at.seen.getAttribute("data-scene") !== wall.getAttribute("data-scene")) {
      at.step = 0;
      at.spent = 0;
    }
    at.seen = wall;
    at.read = Date.now();
    at.ended = false;
    show(wall);
    tell(wall);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

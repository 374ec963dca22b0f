/* The data page's filters lead to an address without loading the site again, empty ones left out. */
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (!form.matches || !form.matches("form.asks")) return;
  event.preventDefault();
  var asked = new URLSearchParams();
  new FormData(form).forEach(function (value, name) { if (value) asked.append(name, value); });
  var query = asked.toString();
  window.history.pushState({}, "", form.getAttribute("action") + (query ? "?" + query : ""));
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
});

/* The slider over recorded days sets the day's field; its end is now. The button asks. */
function cityplanDay(slider) {
  var days = slider.closest("[data-days]").getAttribute("data-days").split(",");
  var day = days[Number(slider.value)] || "";
  slider.setAttribute("aria-valuetext", day || say("现状"));
  return day;
}
document.addEventListener("input", function (event) {
  if (event.target.id !== "asof-slider") return;
  window.dash_clientside.set_props("asof-day", { value: cityplanDay(event.target) });
});
document.addEventListener("focusin", function (event) {
  if (event.target.id === "asof-slider") cityplanDay(event.target);
});

/* What is ticked goes into the hidden field beside the boxes (components/rights.py). */
document.addEventListener("change", function (event) {
  var target = event.target;
  var set = target.type === "checkbox" && target.closest("[data-ticked]");
  if (!set) return;
  var known = JSON.parse(set.getAttribute("data-values"));
  var chosen = [];
  set.querySelectorAll("input[type=checkbox]").forEach(function (box, place) {
    if (box.checked) chosen.push(known[place]);
  });
  var field = JSON.parse(set.getAttribute("data-ticked"));
  window.dash_clientside.set_props(field, { value: chosen.join(",") });
});

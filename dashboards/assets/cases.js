/* Evidence picked for a step of a case: it waits in the form's hidden field until the step is sent. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.cases = {
  picked: function (contents, name) {
    if (!contents) return [window.dash_clientside.no_update, window.dash_clientside.no_update];
    return [JSON.stringify({ name: name, contents: contents }), name];
  },
};

/* A file beyond the limit is refused here, in words: sent, it would be cut off at the door. */
function cityplanEvidence(event) {
  var drop = event.target.closest && event.target.closest(".case-drop");
  if (!drop) return;
  var files = (event.dataTransfer || event.target).files;
  if (!files || !files.length || files[0].size <= CITYPLAN_MAX_FILE) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  event.target.value = "";
  var on = drop.closest(".form").id;
  window.dash_clientside.set_props({ picked: "file", on: JSON.parse(on).form }, {
    children: say("文件超过 5 MB") + "  " + say("降低扫描分辨率，或由命令行、接口附上。"),
  });
}
window.addEventListener("change", cityplanEvidence, true);
window.addEventListener("drop", cityplanEvidence, true);

// Keys of the coding desk. They act only while their box is ticked (WCAG 2.1.4), and never in a text
// field. Without this file the form works as any other.
(() => {
  "use strict";
  const form = document.querySelector("form[data-coding]");
  const text = document.getElementById("coded-text");
  const box = form && form.querySelector("[data-keys]");
  if (!box) return;
  const kept = "wl-coding-keys";
  try {
    box.checked = localStorage.getItem(kept) !== "off";
  } catch { /* Not kept then. */ }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(kept, box.checked ? "on" : "off");
    } catch { /* Not kept then. */ }
  });
  // The words that are marked in the text go with the code.
  const marked = () => {
    const found = getSelection();
    const inside = found.rangeCount && text.contains(found.anchorNode) && text.contains(found.focusNode);
    return inside ? found.toString().trim() : "";
  };
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const typing = at.closest("textarea, select, input:not([type=checkbox])");
    if (!box.checked || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.querySelector("[data-save]").click();
      return;
    }
    const code = /^[1-9]$/.test(event.key) && form.querySelector(`[data-key="${event.key}"]`);
    if (!code) return;
    event.preventDefault();
    const words = marked();
    code.checked = words ? true : !code.checked;
    const field = document.getElementById(`words-${code.value}`);
    if (words || !code.checked) field.value = words;
  });
})();

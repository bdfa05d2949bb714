// Takes the secret out of the address (it never leaves the browser there) and puts it into the form.
(() => {
  "use strict";
  const field = document.getElementById("address");
  const secret = location.hash.slice(1);
  if (!field || !secret) { return; }
  field.value = secret;
  // Neither the history nor a look over the shoulder shows it longer than needed.
  history.replaceState(null, "", location.pathname);
})();

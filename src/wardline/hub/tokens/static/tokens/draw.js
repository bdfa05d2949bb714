// Draws tokens in the browser: blinds requests (RFC 9474), has them signed (RFC 9578), unblinds.
// The nonces and the blinding never leave; what is sent is as random as they are.
(() => {
  "use strict";
  const form = document.getElementById("draw");
  if (!form || !window.isSecureContext || !window.crypto?.subtle) { return; }
  form.hidden = false;
  document.getElementById("no-script").hidden = true;
  const SIZE = 256, HASH = 48, E = 65537n;

  const random = (many) => crypto.getRandomValues(new Uint8Array(many));
  const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const hash = async (name, data) => new Uint8Array(await crypto.subtle.digest(name, data));
  const number = (data) => BigInt(`0x${[...data].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  const bytes = (value) => Uint8Array.from(value.toString(16).padStart(2 * SIZE, "0").match(/../g), (pair) => parseInt(pair, 16));
  const text = (data) => btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  function power(base, exponent, n) {
    let result = 1n;
    for (let square = base % n; exponent > 0n; exponent >>= 1n, square = square * square % n) {
      if (exponent & 1n) { result = result * square % n; }
    }
    return result;
  }

  function inverse(value, n) {
    let [a, b, x, y] = [value % n, n, 1n, 0n];
    while (b) { [a, b, x, y] = [b, a % b, y, x - a / b * y]; }
    return a === 1n ? (x % n + n) % n : 0n;
  }

  // EMSA-PSS-ENCODE with SHA-384 and a salt of 48 bytes (RFC 8017 section 9.1.1), 2,047 bits.
  async function encoded(message) {
    const salt = random(HASH);
    const digest = await hash("SHA-384", join(new Uint8Array(8), await hash("SHA-384", message), salt));
    const data = join(new Uint8Array(SIZE - 2 * HASH - 2), [1], salt);
    const mask = [];
    for (let count = 0; mask.length < data.length; count += 1) {
      mask.push(...await hash("SHA-384", join(digest, [0, 0, 0, count])));
    }
    const masked = data.map((byte, place) => byte ^ mask[place]);
    masked[0] &= 0x7f;
    return number(join(masked, digest, [0xbc]));
  }

  async function one(key) {
    const signed = join([0, 2], random(32), key.challenge, key.id);
    const plain = await encoded(signed);
    let factor = 0n, inverted = 0n;
    while (inverted === 0n) {
      factor = number(random(SIZE));
      inverted = factor > 0n && factor < key.n ? inverse(factor, key.n) : 0n;
    }
    const hidden = bytes(plain * power(factor, E, key.n) % key.n);
    return { signed, plain, inverted, request: join([0, 2], key.id.slice(-1), hidden) };
  }

  function finished(pending, answer, key) {
    const signature = number(answer) * pending.inverted % key.n;
    if (power(signature, E, key.n) !== pending.plain) { throw new Error("signature"); }
    return text(join(pending.signed, bytes(signature)));
  }

  // Asked for without the session: a key of one's own would be no anonymity.
  async function published() {
    const answer = await fetch(form.dataset.directory, { credentials: "omit", cache: "no-store" });
    const keys = (await answer.json())["token-keys"];
    if (keys.length !== 1 || form.dataset.name !== location.host) { throw new Error("key"); }
    const plain = atob(keys[0]["token-key"].replaceAll("-", "+").replaceAll("_", "/"));
    const spki = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    const host = new TextEncoder().encode(location.host);
    const length = [host.length >> 8, host.length & 255];
    const challenge = join([0, 2], length, host, [0], length, host);
    return {
      n: number(spki.slice(-SIZE - 5, -5)),
      id: await hash("SHA-256", spki),
      challenge: await hash("SHA-256", challenge),
    };
  }

  async function draw(many) {
    const key = await published();
    const pending = [];
    for (let count = 0; count < many; count += 1) { pending.push(await one(key)); }
    const answer = await fetch(form.action, {
      method: "POST",
      headers: {
        "content-type": "application/private-token-request",
        "x-csrftoken": form.elements.csrfmiddlewaretoken.value,
      },
      body: join(...pending.map((each) => each.request)),
    });
    if (!answer.ok) { throw new Error((await answer.json()).detail); }
    const signed = new Uint8Array(await answer.arrayBuffer());
    return pending.map((each, place) => finished(each, signed.slice(place * SIZE, (place + 1) * SIZE), key));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = document.getElementById("problem");
    problem.hidden = true;
    try {
      const found = await draw(Number(form.elements.many.value));
      const area = document.getElementById("tokens");
      area.value = found.join("\n");
      document.getElementById("drawn").hidden = false;
      area.focus();
    } catch (error) {
      problem.textContent = `${problem.dataset.words}: ${error.message}`;
      problem.hidden = false;
    }
  });
})();

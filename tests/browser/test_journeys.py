"""What a new member does on the first day, as a new user would: no manual, the keyboard alone."""

from __future__ import annotations

import httpx
import pytest

PASSWORD = "four made-up random words"


def reach(page, selector: str) -> None:
    """Tab until the focus is on what a person looks for."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def enter(page) -> None:
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go(page, address: str) -> None:
    """Follow the navigation to a page, through the group that it stands in."""
    link = f".wl-ways a[href='{address}']"
    if page.locator(f".wl-ways details:has(a[href='{address}'])").count():
        reach(page, f".wl-ways details:has(a[href='{address}']) > summary")
        page.keyboard.press("Enter")
    reach(page, link)
    enter(page)


def fill(page, selector: str, text: str) -> None:
    reach(page, selector)
    page.keyboard.insert_text(text)


def test_from_invitation_to_the_first_indicator_in_ones_own_firewall(visitor):
    """Each step is a link or form of the page before; at the end stands the firewall's request."""
    site = visitor.site
    admin = visitor.page("admin")
    fresh = visitor.browser.new_context()
    try:
        # The administrator invites.
        admin.goto(f"{site.url}/people/")
        fill(admin, "#id_email", "journey@made-up.example")
        reach(admin, "#id_role")
        admin.keyboard.type("Analyst")
        reach(admin, "main form[action*='invite'] button")
        enter(admin)
        link = admin.locator("main pre").inner_text().strip()
        # The new person joins and stands on the first page.
        page = fresh.new_page()
        page.goto(link)
        fill(page, "#id_name", "Jo Made-Up")
        fill(page, "#id_password", PASSWORD)
        reach(page, "main form button")
        enter(page)
        page.wait_for_url(f"{site.url}/")
        assert "What waits for you" in page.locator("main").inner_text()
        # The navigation leads to the key.
        go(page, "/keys/")
        reach(page, "main a[href='/keys/new/']")
        enter(page)
        fill(page, "#id_label", "Firewall")
        reach(page, "main form button")
        enter(page)
        key = page.locator("main pre").first.inner_text().strip()
        assert key.startswith("wardline_")
        # The navigation leads to the collection, whose page has the firewall's address.
        go(page, "/collections/")
        page.get_by_role("link", name="Indicators of all members").first.click()
        page.wait_for_load_state()
        text = page.locator("main").inner_html()
        address = next(
            part.split('"')[0].split("<")[0].split()[0]
            for part in text.split(site.url)[1:]
            if part.startswith("/lists/") and "edl-ip" in part.split("<")[0]
        )
        answer = httpx.get(site.url + address, auth=("wardline", key), timeout=60)
        assert answer.status_code == 200
        assert "198.51.100.7" in answer.text.split()
    finally:
        admin.close()
        fresh.close()


def test_a_passkey_is_added_and_then_signs_in_alone(visitor):
    """With Chromium's own made-up authenticator; a passkey is bound to a name, so to localhost."""
    site = visitor.site
    address = site.url.replace("127.0.0.1", "localhost")
    context = visitor.browser.new_context()
    try:
        whose = {"name": site.cookie, "value": site.sessions["leaving"]}
        context.add_cookies([{**whose, "url": "https://localhost", "secure": True}])
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        kept = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        kept |= {"hasUserVerification": True, "isUserVerified": True}
        kept |= {"automaticPresenceSimulation": True}
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": kept})
        page.goto(f"{address}/account/2fa/webauthn/add/")
        page.locator("#id_name").fill("Laptop")
        if page.locator("#id_passwordless").count():
            page.locator("label[for=id_passwordless]").click()
        page.locator("#mfa_webauthn_add").click()
        page.wait_for_url(lambda url: "/webauthn/add/" not in url)
        page.wait_for_load_state()
        page.goto(f"{address}/account/2fa/webauthn/")
        assert "Laptop" in page.locator("main").inner_text()
        # Sign out, and come in by the passkey alone.
        page.goto(f"{address}/account/logout/")
        page.locator("main button[type=submit]").click()
        page.goto(f"{address}/account/login/")
        page.locator("#passkey_login").click()
        page.wait_for_url(f"{address}/")
        assert "What waits for you" in page.locator("main").inner_text()
    finally:
        context.close()

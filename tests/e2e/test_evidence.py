"""Evidence on both databases: posted, found by its words, cited, and gone when it is taken back."""

from __future__ import annotations

import json
import os
import uuid

import httpx
import pytest

import console

# What staff do, in a process of its own beside the running hub.
CITES = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.hub.evidence import coding, findings, proposing, service
from wardline.hub.members.actor import COMMAND_LINE as STAFF
((one,), _after) = service.find(service.Asked(q=sys.argv[2]))
made = findings.Content("risk", "B", {"en": "Made up"}, {"en": "Made up."})
finding = findings.save(STAFF, None, made)
findings.cite(STAFF, finding.pk, one.pk, "\\u00bfqui\\u00e9n ayuda?")
findings.publish(STAFF, finding.pk, 1)
coders = [STAFF._replace(user=number, name=f"Coder {number}") for number in (1, 2)]
for coder, codes in zip(coders, (["staff"], ["money"])):
    coding.code(coder, one.pk, [coding.Given(name) for name in codes], 1)
coding.settle(coders[0], one.pk, ["staff"], "", 1)
told = {
    "evidence": one.pk,
    "finding": finding.pk,
    "stands": coding.standing([one.pk])[one.pk][:2],
    "waits": coding.waiting(coders[0]).filter(pk=one.pk).count(),
    "proposed": len(proposing.proposed(one)),
    "texts": {row["code"]: row["texts"] for row in coding.counts()}["staff"] > 0,
}
print(json.dumps(told))
"""


@pytest.mark.timeout(400)
def test_from_post_to_citation_and_withdrawal(hub, eventually, tmp_path):
    word = "zq" + uuid.uuid4().hex[:10]
    call = f"RFI-{uuid.uuid4().hex[:8]}"
    text = f"Nos falta gente, \u00bfqui\u00e9n ayuda? {word}"
    file = tmp_path / "one.json"
    file.write_text(json.dumps([{"id": f"C-{word}", "text": text}]))
    hub.cli("docket", "import", str(file), "--call", call)
    with httpx.Client(base_url=hub.url, timeout=60) as client:
        eventually(lambda: client.get("/findings.json").status_code == 200, 100)
        assert client.get(f"/evidence.json?q={word}").json()["evidence"] == []
        hub.cli("docket", "decide", f"C-{word}", "--post", "--call", call)
        for asked in (word, f'"quien ayuda" {word}', word[:6]):
            found = client.get("/evidence.json", params={"q": asked}).json()["evidence"]
            assert len(found) == 1, asked
        ran = console.run(
            hub.data,
            word,
            env={**os.environ, **hub.environment},
            timeout=240,
            code=CITES,
        )
        assert ran.returncode == 0, ran.stderr
        told = json.loads(ran.stdout)
        assert told["stands"] == ["settled", ["staff"]]
        assert (told["waits"], told["proposed"], told["texts"]) == (0, 3, True)
        page = client.get(f"/findings/{told['finding']}.json").json()["finding"]
        assert page["citations"][0]["quote"] == "\u00bfqui\u00e9n ayuda?"
        assert client.get("/findings.json?q=made+up").json()["findings"]
        hub.cli("docket", "decide", f"C-{word}", "--withhold", "unrelated", "--call", call)
        page = client.get(f"/findings/{told['finding']}.json").text
        assert "quién ayuda" not in page
        assert '"broken":"withdrawn"' in page
        assert client.get(f"/evidence.json?q={word}").json()["evidence"] == []
        assert client.get(f"/evidence/{told['evidence']}.json").json()["evidence"]["text"] == ""
        assert len(client.get("/practices.json").json()["practices"]) >= 15

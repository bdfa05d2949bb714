"""The texts of a page, as somebody reads them, for tests of how hard they are."""

from __future__ import annotations

import html
import re

# Texts end where one of these does.
BLOCK = re.compile(
    r"</?(?:p|h\d|li|td|th|label|legend|button|option|span|summary|caption|br|dt|dd|a)\b[^>]*>"
)


def texts_of(page: str) -> list[str]:
    """Each text of a page's main part, without what is no prose."""
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0].partition(">")[2]
    main = re.sub(r"<(script|style|code|textarea|time)\b.*?</\1>", " ", main, flags=re.DOTALL)
    parts = [re.sub(r"<[^>]+>", " ", part) for part in BLOCK.split(main)]
    return [" ".join(html.unescape(part).split()) for part in parts if part.strip()]

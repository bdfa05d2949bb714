"""Running the checks against a server, and saying what was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from wardline.testing.taxii import reading, writing
from wardline.testing.taxii.session import LEVELS, REGISTRY, Check, Failed, NotRun, Result, Session

__all__ = ["reading", "run", "summary", "writing"]


def run(session: Session, report: Callable[[Result], None] = lambda _: None) -> list[Result]:
    """The result of every check. *Raises* NetworkError where there is no server at all."""
    session.find()
    results = []
    try:
        for check in REGISTRY:
            result = _one(session, check)
            results.append(result)
            report(result)
    finally:
        session.close()
    return results


def _one(session: Session, check: Check) -> Result:
    try:
        return _result(check, "pass", check.ask(session))
    except NotRun as reason:
        return _result(check, "not-run", str(reason))
    except Failed as seen:
        return _result(check, "fail" if check.level == "MUST" else "warn", str(seen))
    except httpx.HTTPError as error:
        return _result(check, "fail", f"the server broke the connection ({type(error).__name__})")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        # Whatever a server sends that no check foresaw is its failure, not ours.
        return _result(check, "fail", f"the answer is not of the expected form ({error!r})"[:200])


def _result(check: Check, result: str, seen: str) -> Result:
    return Result(
        check.id, check.items, check.level, check.section, check.title, result, seen, check.title
    )


def summary(results: list[Result]) -> dict[str, Any]:
    """How many passed, by level."""
    counts = {}
    for level in LEVELS:
        same = [result.result for result in results if result.level == level]
        counts[level.lower()] = {
            "passed": same.count("pass"),
            "failed": same.count("fail") + same.count("warn"),
            "not_run": same.count("not-run"),
        }
    return counts

"""The command `serve`: the address is printed, then what each build comes to, until the user ends it."""

from __future__ import annotations

import contextlib
from argparse import Namespace

from microsite import serve as server
from microsite.console import BUILT, MisuseError


def serve(chosen: Namespace) -> int:
    """Serve a site until the user ends it; return the exit status."""
    if not chosen.site.is_dir():
        raise MisuseError(f"there is no folder {chosen.site}")
    try:
        server.serve(chosen.site, chosen.host, chosen.port, drafts=chosen.drafts, opens=chosen.open, say=_say)
    except server.ServeError as error:
        raise MisuseError(str(error)) from None
    return BUILT


def _say(words: str) -> None:
    """Print at once: whoever waits for the address may be a program, and may be gone when it has it."""
    with contextlib.suppress(BrokenPipeError):
        print(words, end="", flush=True)

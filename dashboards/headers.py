"""Security headers on every answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

from dashboards import packed

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UNFRAMED = "frame-ancestors 'none'"  # no other directive stands for it
POLICY = "Content-Security-Policy"


def policy(script_hashes: Sequence[str]) -> str:
    """The content security policy; inline scripts only by hash.

    Styles may be inline: Dash and Plotly position what they draw with style elements.
    """
    scripts = " ".join(["'self'", *script_hashes])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            UNFRAMED,
        ]
    )


def _read_whole(response: Response) -> None:
    """Read a static file (all of them small) before it is compressed.

    flask-compress 1.25 wraps the file of a streamed answer and never closes it.
    """
    if response.direct_passthrough:
        response.direct_passthrough = False
        response.set_data(response.get_data())


def add_headers(server: Flask, script_hashes: Sequence[str]) -> None:
    """Set the headers after every request; only fingerprinted code and styles may be cached."""
    rules = policy(script_hashes)

    def after(response: Response) -> Response:
        _read_whole(response)
        if packed.is_static(request.path):
            packed.keep(request, response)
            packed.pack(request, response)
        for name, value in FIXED.items():
            response.headers[name] = value
        own = response.headers.get(POLICY, rules)
        response.headers[POLICY] = own if UNFRAMED in own else f"{own}; {UNFRAMED}"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.cache_control.max_age:
            response.cache_control.private = True
        elif not request.path.startswith(packed.FINGERPRINTED):
            response.headers["Cache-Control"] = "no-store"
        return response

    server.after_request(after)

"""The registry: the schema files of a workspace over HTTP, as they are on disk.

`application` makes the ASGI application, `serve` runs it on a socket. Nothing is kept
between two requests, so what is saved is what is served.
"""

"""The stream configuration over HTTP.

`/v1/streams` is plain JSON with entity tags and real statuses; `/w/api.php` answers like
MediaWiki's `action=streamconfigs`, for the clients there are. `application` makes the ASGI
application, `serve` runs it on a socket. A changed file is read again (`reload`); what
cannot be read changes nothing.
"""

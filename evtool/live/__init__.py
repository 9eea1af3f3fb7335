"""The live page: what comes into the log, in a browser, and a form to send an example.

`follower` reads the log, `feed` keeps what is recent, `counts` what there is of each
stream; `application` serves them, with the page itself, which is in `assets`.
"""

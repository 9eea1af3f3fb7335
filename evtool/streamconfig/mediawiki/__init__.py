"""MediaWiki's `action=streamconfigs`, answer for answer.

What clients of the old API rely on, defects included: PHP's arrays and conversions
(`arrays`), its way of comparing constraints (`constraints`), and the manners of
MediaWiki's action API (`parameters`, `action`).
"""

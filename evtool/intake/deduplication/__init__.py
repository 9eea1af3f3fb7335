"""An event that is sent again is acknowledged, and not written again."""

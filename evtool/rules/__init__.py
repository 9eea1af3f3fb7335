"""Rules: what must hold for schemas, one documented function each, and the engine that runs them.

A rule looks at one kind of subject (`evtool.rules.subject`) and yields problems. The engine
(`evtool.rules.engine`) makes the subjects of a workspace, runs the rules, and applies the
policy (`evtool.rules.policy`): severities, exceptions, comments, baseline.
"""

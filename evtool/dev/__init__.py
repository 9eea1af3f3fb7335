"""The local platform: services as child processes, and a watch over what is being edited.

`stack` runs it all; `process` keeps one service alive; `planner` tells what each save
means; `screen` words it for people and programs.
"""

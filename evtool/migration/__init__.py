"""From the configuration of other tools to `evtool.yaml`: a module a tool."""

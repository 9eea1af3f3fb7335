"""Configuration for systems that people run already, made of ours."""

"""What the intake has, told to machines (OpenAPI 3.1) and to people (a page).

Made when somebody asks, beside the event loop, and kept until the configuration changes.
"""

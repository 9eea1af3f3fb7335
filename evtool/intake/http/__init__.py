"""HTTP/1.1 for the intake: connections over llhttp, without a task or framework a request.

One request costs a parse, a call and a write. Whatever answers later, such as a commit,
calls back; requests on one connection are answered in the order in which they came.
"""

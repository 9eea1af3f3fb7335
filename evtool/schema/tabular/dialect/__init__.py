"""How each store writes types, names and statements, and which values it takes."""

"""Changes of rows out of the binary log of MySQL and MariaDB."""

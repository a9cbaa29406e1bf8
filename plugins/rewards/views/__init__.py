"""What people see of points on the site."""

"""The special provisions (特别规定事项): cut, matched with the policies, and written for those still to come."""

"""What `icplicense init` writes: texts from templates, put beside what is there already, and what is then still open."""

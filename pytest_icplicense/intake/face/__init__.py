"""The face and the annexe (正文、附页): fields, names, numbers, days and sites."""

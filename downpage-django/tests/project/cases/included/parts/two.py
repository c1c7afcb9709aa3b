ORDER += ["two"]
TWO = ONE + 1

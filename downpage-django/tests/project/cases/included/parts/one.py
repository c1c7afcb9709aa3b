ORDER.append("one")
ONE = 1

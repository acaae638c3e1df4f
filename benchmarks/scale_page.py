def keep(*a): pass
def write(): pass

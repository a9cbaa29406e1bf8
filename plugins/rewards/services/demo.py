def add_demo(now):
    return ""
